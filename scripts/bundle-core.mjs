// The root entry in one file: Node takes longer to find and open its hundred modules than to run them. Each module
// stays where it was and hands on what the bundle holds, so that the subpaths share it with the root entry.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'

const require = createRequire(import.meta.url)
const folder = 'dist'
const bundle = join(folder, 'core.js')
const options = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
}

async function modulesOf(entry) {
  const { metafile } = await build({ ...options, entryPoints: [entry], write: false, metafile: true })
  return Object.keys(metafile.inputs).filter((name) => name.endsWith('.js'))
}

/** Import statements find names where they stand in the text. */
function namesFor(module) {
  const names = Object.keys(require(join(process.cwd(), module)))
  return `0 && (module.exports = { ${names.join(', ')} })\n`
}

const modules = await modulesOf(join(folder, 'index.js'))
const loaders = modules.map((module) => {
  const path = JSON.stringify(`./${relative(folder, module)}`)
  return `${path}: () => require(${path})`
})
const names = namesFor(join(folder, 'index.js'))
await build({
  ...options,
  stdin: { contents: `module.exports = { ${loaders.join(', ')} }`, resolveDir: folder },
  outfile: bundle,
})
for (const module of modules) {
  const path = relative(dirname(module), bundle)
  const core = path.startsWith('.') ? path : `./${path}`
  const isEntry = module === join(folder, 'index.js')
  writeFileSync(
    module,
    `'use strict'\nmodule.exports = require('${core}')['./${relative(folder, module)}']()\n${isEntry ? names : ''}`,
  )
}
