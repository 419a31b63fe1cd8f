import { expect } from 'chai'
import { lineCounts } from './support/line-counts'
import { readSources, type Source } from './support/sources'

const sources = readSources()
const names = new Set(sources.map(({ name }) => name))

/** A folder may mention only what stands before it, types included. */
const LAYERS = [
  ['errors'],
  ['internal', 'wire'],
  ['sqlite', 'mapping', 'transports'],
  ['delivery', 'tracker'],
  ['outbox', 'opentelemetry', 'twitter'],
  ['redis'],
  ['client', 'testing'],
  ['middleware', 'privacy'],
  ['compat', 'decorators'],
  ['cli', 'index'],
]

/** Beyond the layers: what makes the core know neither the Bot Framework nor what is optional. */
const STRANGERS: Readonly<Record<string, readonly string[]>> = {
  mapping: ['sqlite', 'transports'],
  delivery: ['mapping', 'sqlite'],
  transports: ['mapping', 'sqlite'],
  redis: ['mapping', 'sqlite'],
  tracker: ['mapping', 'transports'],
  client: ['mapping', 'sqlite', 'outbox', 'opentelemetry', 'redis', 'twitter', 'tracker'],
  privacy: ['mapping', 'sqlite', 'outbox', 'redis', 'twitter', 'tracker', 'testing'],
  middleware: ['sqlite', 'outbox', 'redis', 'twitter', 'tracker', 'testing'],
  decorators: ['sqlite', 'outbox', 'redis', 'twitter', 'tracker', 'testing', 'privacy'],
  index: ['sqlite', 'outbox', 'opentelemetry', 'redis', 'twitter', 'tracker', 'testing', 'compat', 'cli'],
}

const layerOf = (folder: string): number => LAYERS.findIndex((layer) => layer.includes(folder))

/** The file of src that a mention means, or undefined for a package. */
const fileOf = (module: string): string | undefined =>
  [module, `${module}/index`].find((name) => names.has(name))

const folderOf = (name: string): string => name.split('/')[0] ?? ''

interface Edge {
  readonly from: string
  readonly to: string
}

const edges: readonly Edge[] = sources.flatMap(({ name, mentions }) =>
  mentions.flatMap(({ module }) => {
    const to = fileOf(module)
    return to === undefined ? [] : [{ from: name, to }]
  }),
)

const between = edges.filter(({ from, to }) => folderOf(from) !== folderOf(to))
const shown = ({ from, to }: Edge): string => `${from} -> ${to}`

describe('the folders of src', () => {
  it('are read with their types and their calls of require', () => {
    const mentions = (name: string) => sources.find((source) => source.name === name)?.mentions
    expect(mentions('mapping/attachments')).to.deep.include({ module: 'internal/json', isType: false })
    expect(mentions('delivery/outbox')).to.deep.include({ module: 'wire/envelope', isType: true })
    expect(mentions('sqlite/open')).to.deep.include({ module: 'libsql', isType: false })
  })

  it('have a place in the order', () => {
    expect(sources.filter(({ folder }) => layerOf(folder) < 0).map(({ name }) => name)).to.deep.equal([])
  })

  it('mention only folders that stand below them', () => {
    const upwards = between.filter(({ from, to }) => layerOf(folderOf(from)) <= layerOf(folderOf(to)))
    expect(upwards.map(shown)).to.deep.equal([])
  })

  it('keep the core apart from the Bot Framework and from what is optional', () => {
    const strange = between.filter(({ from, to }) => STRANGERS[folderOf(from)]?.includes(folderOf(to)))
    expect(strange.map(shown)).to.deep.equal([])
  })

  it('have wire mention nothing but errors', () => {
    const inWire = between.filter(({ from }) => folderOf(from) === 'wire')
    expect(inWire.filter(({ to }) => to !== 'errors').map(shown)).to.deep.equal([])
  })

  it('load no optional package from the root entry', () => {
    const packages = [...reachable('index')].flatMap(packagesOf)
    expect([...new Set(packages)].sort()).to.deep.equal([
      'axios',
      'ibantools',
      're2js',
      'reflect-metadata',
      'undici',
      'valibot',
    ])
  })

  it('have no loose files but the entry and the errors', () => {
    const loose = sources.filter(({ name }) => !name.includes('/')).map(({ name }) => name)
    expect(loose).to.have.members(['index', 'errors'])
  })
})

describe('the files of src', () => {
  it('mention each other in no circle, types included', () => {
    const inCircles = sources.filter(({ name }) => below(name).has(name)).map(({ name }) => name)
    expect(inCircles).to.deep.equal([])
  })
})

describe('the files that are written by hand', () => {
  const counts = lineCounts()

  it('are those of src, test, bench, scripts and samples, style sheets too', () => {
    expect([...counts.keys()]).to.include.members([
      'src/index.ts',
      'src/tracker/assets/styles/1-tokens.css',
      'src/tracker/assets/scripts/viewer.js',
      'test/architecture.test.ts',
      'bench/main.ts',
      'scripts/bundle.mjs',
      'samples/week/src/week.ts',
      'samples/serverless/handler.mjs',
    ])
  })

  it('have at most 300 lines', () => {
    expect([...counts].filter(([, lines]) => lines > 300)).to.deep.equal([])
  })
})

describe('an exported name', () => {
  it('is declared by one folder only', () => {
    const folders = new Map<string, Set<string>>()
    for (const { folder, declares } of sources) {
      for (const name of declares) folders.set(name, (folders.get(name) ?? new Set()).add(folder))
    }
    const shared = [...folders].filter(([, { size }]) => size > 1)
    expect(shared.map(([name, where]) => `${name}: ${[...where].join(', ')}`)).to.deep.equal([])
  })
})

/** The files that a file mentions, directly and through others. */
function below(name: string): ReadonlySet<string> {
  return follow(
    name,
    edges.map(({ from, to }) => ({ from, to })),
  )
}

/** What runs when a file is loaded. */
function reachable(name: string): ReadonlySet<string> {
  const loads = sources.flatMap(({ name: from, mentions }) =>
    mentions.flatMap(({ module, isType }) => {
      const to = isType ? undefined : fileOf(module)
      return to === undefined ? [] : [{ from, to }]
    }),
  )
  return follow(name, loads).add(name)
}

function follow(start: string, along: readonly Edge[]): Set<string> {
  const targets = new Map<string, string[]>()
  for (const { from, to } of along) targets.set(from, [...(targets.get(from) ?? []), to])
  const found = new Set<string>()
  const waiting = [...(targets.get(start) ?? [])]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue
    found.add(next)
    waiting.push(...(targets.get(next) ?? []))
  }
  return found
}

function packagesOf(name: string): readonly string[] {
  const { mentions = [] } = sources.find((source: Source) => source.name === name) ?? {}
  return mentions
    .filter(({ module, isType }) => !isType && fileOf(module) === undefined && !module.startsWith('node:'))
    .map(({ module }) => module)
}
