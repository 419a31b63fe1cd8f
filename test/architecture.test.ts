import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { expect } from 'chai'

const root = join(process.cwd(), 'src')

interface Source {
  /** Relative to src, for example `mapping/text.ts`. */
  readonly name: string
  readonly lines: number
  /** What it loads when it runs: files of src by their name without ending, packages by theirs. */
  readonly loads: readonly string[]
}

const importStatement = /^(?:import|export)\s+(?!type\b)(?:[\s\S]*?\sfrom\s+)?'([^']+)'/gm
const requireCall = /\brequire\('([^']+)'\)|\bimport\('([^']+)'\)/g

function read(path: string): Source {
  const text = readFileSync(path, 'utf8')
  const code = text.replace(/^\s*\*.*$|typeof import\('[^']+'\)/gm, '')
  const specifiers = [...code.matchAll(importStatement), ...code.matchAll(requireCall)].map(
    ([, first, second]) => first ?? second ?? '',
  )
  const loads = specifiers.map((specifier) =>
    specifier.startsWith('.')
      ? relative(root, normalize(join(dirname(path), specifier))).replace(/\.js$/, '')
      : specifier,
  )
  return { name: relative(root, path), lines: text.split('\n').length - 1, loads }
}

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(join(root, name)))

const within = (...folders: readonly string[]): readonly Source[] =>
  sources.filter(({ name }) => folders.some((folder) => name === folder || name.startsWith(`${folder}/`)))

/** The statements of files that load one of the folders or packages, as `file -> what`. */
function offences(from: readonly Source[], forbidden: readonly string[]): readonly string[] {
  return from.flatMap(({ name, loads }) =>
    loads
      .filter((load) => forbidden.some((one) => load === one || load.startsWith(`${one}/`)))
      .map((load) => `${name} -> ${load}`),
  )
}

const edges = ['twitter', 'tracker', 'outbox', 'opentelemetry', 'compat', 'testing', 'cli', 'bullmq']
const sdks = ['botbuilder', 'botbuilder-core', 'botbuilder-dialogs', '@microsoft/agents-hosting']

describe('the direction of the data', () => {
  it('is found in the imports', () => {
    expect(within('mapping').flatMap(({ loads }) => loads)).to.include('mapping/reading')
    expect(within('twitter').flatMap(({ loads }) => loads)).to.include('botbuilder')
  })

  it('has wire know nothing but itself and errors', () => {
    expect(
      within('wire').flatMap(({ loads }) =>
        loads.filter((load) => !/^(wire\/|errors$|valibot$|node:)/.test(load)),
      ),
    ).to.deep.equal([])
  })

  it('has mapping know no turn, client or transport', () => {
    expect(
      offences(within('mapping'), [...edges, ...sdks, 'client', 'delivery', 'transports', 'middleware']),
    ).to.deep.equal([])
  })

  it('has the client and its delivery know no bot framework', () => {
    const core = within('client', 'delivery', 'privacy')
    expect(offences(core, [...edges, ...sdks, 'mapping', 'middleware', 'decorators'])).to.deep.equal([])
  })

  it('has transports know neither a client nor a bot', () => {
    expect(offences(within('transports'), [...sdks, 'client', 'mapping', 'middleware'])).to.deep.equal([])
  })

  it('has the root entry load nothing optional', () => {
    const core = sources.filter(({ name }) => !edges.some((edge) => name.startsWith(`${edge}/`)))
    const optional = [
      'bullmq',
      'ioredis',
      'hono',
      '@hono/node-server',
      'twitter-api-v2',
      '@opentelemetry/api',
    ]
    expect(offences(core, [...edges, ...sdks, ...optional])).to.deep.equal([])
  })
})

describe('a file of src', () => {
  it('has at most 300 lines', () => {
    expect(sources.filter(({ lines }) => lines > 300).map(({ name }) => name)).to.deep.equal([])
  })
})
