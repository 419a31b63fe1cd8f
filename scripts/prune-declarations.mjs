// tsc declares every module of src. What no entry's types lead to is of no use to a user, and is removed.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))
const declarations = new Set(
  readdirSync('dist', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => join('dist', name)),
)
const reached = new Set()

function follow(file) {
  if (reached.has(file)) return
  reached.add(file)
  for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]*)['"]/g)) {
    follow(declarationOf(join(dirname(file), specifier)))
  }
}

function declarationOf(module) {
  const found = [`${module}.d.ts`, join(module, 'index.d.ts')].find((file) => declarations.has(file))
  if (found === undefined) throw new Error(`No declaration for ${module}`)
  return found
}

for (const { types } of Object.values(exports)) if (types) follow(join(types))
for (const file of declarations) if (!reached.has(file)) rmSync(file)
