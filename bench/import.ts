import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { median, verdict } from './figures'
import type { Suite } from './suite'

const ROUNDS = 15

/** Relative to build/bench: what a user imports is the package's build. */
const dist = join(__dirname, '../../dist')

const entries: Readonly<Record<string, readonly string[]>> = {
  'axios + reflect-metadata (baseline)': ['axios', 'reflect-metadata'],
  'axios + reflect-metadata + botbuilder-dashbot': ['axios', 'reflect-metadata', dist],
  'botbuilder-dashbot alone': [dist],
  'botbuilder-dashbot/twitter': [join(dist, 'twitter')],
  botbuilder: ['botbuilder'],
}

/** What requiring the modules takes in a fresh process, in ms. */
function coldImport(modules: readonly string[]): number {
  const loads = modules.map((module) => `require(${JSON.stringify(module)})`).join(';')
  const script = `const start = performance.now();${loads};console.log(performance.now() - start)`
  return Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }))
}

/** The cost of the imports, each in fresh processes, taken in turns so that a busy moment strikes all alike. */
export const imports: Suite = {
  name: 'import',
  title: 'Cold import, ms (median of fresh processes)',
  async run({ isQuick }) {
    const names = Object.keys(entries)
    const figures = new Map<string, number[]>(names.map((name) => [name, []]))
    for (let round = 0; round < (isQuick ? 2 : ROUNDS); round += 1) {
      for (const [name, modules] of Object.entries(entries)) figures.get(name)?.push(coldImport(modules))
    }
    const medians = names.map((name) => median(figures.get(name) ?? []))
    const [baseline = Number.NaN] = medians
    const [alone = [], together = []] = names.map((name) => figures.get(name) ?? [])
    const added = together.map((ms, round) => ms / (alone[round] ?? Number.NaN) - 1)
    return [
      {
        head: ['import', 'ms', 'of the baseline'],
        rows: names.map((name, index) => {
          const ms = medians[index] ?? Number.NaN
          return [name, ms.toFixed(1), (ms / baseline).toFixed(2)]
        }),
        notes: [verdict('added beside what axios and reflect-metadata take', added, { atMost: 0.2 })],
      },
    ]
  },
}
