import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { defineConfig } from 'rolldown'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const valibotLicense = readFileSync('node_modules/valibot/LICENSE.md', 'utf8')

/** Modules that the core requires on first use: their regular expressions take as long to compile as the core. */
const onDemand = ['privacy/redaction', 'privacy/profile-texts']

/** What a user requires or imports, and what Node starts as a process or a thread of its own. */
const published = Object.values(manifest.exports).flatMap((entry) => entry.default ?? [])
const started = ['./dist/cli/plan/reader.js', './dist/tracker/reader/worker.js']
const outputs = [...published, ...Object.values(manifest.bin), ...started]
const names = [...outputs.map((output) => output.replace(/^\.\/dist\/(.*)\.js$/, '$1')), ...onDemand]

/** Valibot is bundled, as little of it as is used. Every other package is the user's to install and to upgrade. */
const isExternal = (id) => /^(?:node:|@?[a-z])/.test(id) && !/^(?:valibot|@oxc-project\/runtime)\b/.test(id)

/** The folders that the root entry is made of. In one file, since Node takes longer to find and open modules than to run them. */
const core =
  /\/src\/(?:client|decorators|delivery|internal|mapping|middleware|privacy|transports|wire|errors\.ts)\b/
const ofRedaction =
  /\/src\/privacy\/(?:detect\/|(?:field|name-words|profile-texts|redaction|user-profiles)\.ts)/
const valibot = /\/node_modules\/valibot\//

/** What several entries share, in one file for each of these. A file takes along what it needs: the lower layers come first. */
const shared = [
  { name: 'core', test: (id) => (core.test(id) && !ofRedaction.test(id)) || valibot.test(id) },
  { name: 'redaction', test: ofRedaction, minShareCount: 2 },
  { name: 'sqlite', test: /\/src\/(?:outbox|sqlite)\//, minShareCount: 2 },
  { name: 'redis', test: /\/src\/redis\//, minShareCount: 2 },
  { name: 'twitter', test: /\/src\/twitter\//, minShareCount: 2 },
  { name: 'tracker', test: /\/src\/tracker\//, minShareCount: 2 },
  { name: 'cli', test: /\/src\/cli\//, minShareCount: 2 },
]

/** Keeps the `require` of such a module where it is called: rolldown would hoist it to the top of the file. */
const requireOnDemand = {
  name: 'require-on-demand',
  resolveId(source, importer) {
    const module = importer && relative('src', resolve(dirname(importer), source))
    return onDemand.includes(module) ? { id: `../${module}.js`, external: true } : null
  },
}

/**
 * Node reads and compiles a file of plain ASCII in two thirds of the time: one other character makes every character
 * two bytes. Such characters occur in texts and regular expressions only, where an escape means the same.
 */
const escapeToAscii = {
  name: 'escape-to-ascii',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.code = toAscii(chunk.code)
  },
}

const toAscii = (code) =>
  code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

// One CommonJS build, in which the subpaths share their chunks, hence their classes, with the root entry.
export default defineConfig({
  input: Object.fromEntries(names.map((name) => [name, `src/${name}.ts`])),
  platform: 'node',
  plugins: [requireOnDemand, escapeToAscii],
  logLevel: 'warn',
  external: isExternal,
  transform: { target: 'node20.19' },
  output: {
    dir: 'dist',
    format: 'cjs',
    strict: true,
    esModule: true,
    sourcemap: true,
    comments: { legal: true, annotation: false, jsdoc: false },
    codeSplitting: { groups: shared.map((group, index) => ({ ...group, priority: shared.length - index })) },
    entryFileNames: '[name].js',
    // A module that is loaded on demand keeps its place in the folders: what it finds by __dirname lies beside it.
    chunkFileNames: ({ facadeModuleId }) =>
      facadeModuleId ? relative('src', facadeModuleId).replace(/\.ts$/, '.js') : 'chunks/[name].js',
    postBanner: ({ moduleIds }) =>
      moduleIds.some((id) => valibot.test(id)) ? `/*! Holds parts of valibot.\n${valibotLicense}*/` : '',
  },
})
