// tsc declares every module: those that no entry's types lead to say nothing to a user, and are removed.
import { readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))
const reached = new Set()

function follow(file) {
  if (reached.has(file)) return
  reached.add(file)
  for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]*)['"]/g)) {
    const target = join(dirname(file), specifier)
    const candidates = [`${target}.d.ts`, join(target, 'index.d.ts')]
    follow(candidates.find((candidate) => declarations.has(candidate)) ?? fail(`${file}: ${specifier}`))
  }
}

function fail(missing) {
  throw new Error(`No declaration for ${missing}`)
}

const entries = readdirSync('dist', { recursive: true, withFileTypes: true })
const declarations = new Set(
  entries.filter(({ name }) => name.endsWith('.d.ts')).map(({ name, parentPath }) => join(parentPath, name)),
)
for (const { types } of Object.values(exports)) if (types) follow(join(types))
for (const file of declarations) if (!reached.has(file)) rmSync(file)
