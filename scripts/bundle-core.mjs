// The root entry in one file: Node takes longer to find and open its hundred modules than to run them. Valibot is
// bundled too, as little of it as is used. Each module stays where it was and hands on what the bundle holds, so that
// the subpaths share it with the root entry.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'

const require = createRequire(import.meta.url)
const bundle = join('dist', 'core.js')
const entry = 'src/index.ts'
const options = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  conditions: ['import'],
  external: ['axios', 'reflect-metadata', 'undici'],
  logLevel: 'warning',
}

async function sourcesOf(source) {
  const { metafile } = await build({ ...options, entryPoints: [source], write: false, metafile: true })
  return Object.keys(metafile.inputs).filter((name) => name.startsWith('src/'))
}

/** Where the compiler puts the module. */
const outputOf = (source) => source.replace(/^src/, 'dist').replace(/\.ts$/, '.js')

const sources = await sourcesOf(entry)
await build({
  ...options,
  stdin: {
    contents: sources.map((source) => `export * as '${source}' from './${source}'`).join('\n'),
    resolveDir: '.',
  },
  banner: { js: `/*! Holds parts of valibot.\n${readFileSync('node_modules/valibot/LICENSE.md', 'utf8')}*/` },
  outfile: bundle,
})

const modules = require(join(process.cwd(), bundle))
for (const [source, exported] of Object.entries(modules)) {
  const output = outputOf(source)
  const path = relative(dirname(output), bundle)
  const core = path.startsWith('.') ? path : `./${path}`
  const lines = [
    "'use strict'",
    `module.exports = Object.defineProperty(require('${core}')['${source}'], '__esModule', { value: true })`,
    // Import statements find names where they stand in the text.
    ...(source === entry ? [`0 && (module.exports = { ${Object.keys(exported).join(', ')} })`] : []),
  ]
  writeFileSync(output, `${lines.join('\n')}\n`)
}
