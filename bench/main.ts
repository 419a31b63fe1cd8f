import { parseArgs } from 'node:util'
import { chat } from './chat'
import { compare } from './compare'
import { delivery } from './delivery'
import { fleet } from './fleet'
import { imports } from './import'
import { outbox } from './outbox'
import { printTables } from './print'
import { privacy } from './privacy'
import { readReport, writeReport } from './report'
import { answerParent, runBounded, type SuiteResult } from './run-bounded'
import { soak } from './soak'
import type { Suite } from './suite'
import { tracker } from './tracker'
import { turn } from './turn'
import { twitter } from './twitter'

const suites: readonly Suite[] = [
  imports,
  turn,
  privacy,
  delivery,
  outbox,
  twitter,
  chat,
  fleet,
  tracker,
  soak,
]

/**
 * `npm run bench` runs every suite, `npm run bench -- NAME ...` those that are named.
 *
 * - `--quick`: a few seconds a suite, to show that it runs
 * - `--json FILE`: writes the figures, with the machine and the versions
 * - `--compare FILE`: prints each figure beside that of an earlier run
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      compare: { type: 'string' },
    },
  })
  const before = values.compare === undefined ? undefined : await readReport(values.compare)
  const results: SuiteResult[] = []
  for (const suite of choose(positionals)) {
    console.log(`\n${suite.title}`)
    const result = await runBounded(suite, { isQuick: values.quick })
    printTables(result.tables)
    if (result.failure !== undefined) console.log(`NOT finished: ${result.failure}`)
    results.push(result)
  }
  if (values.quick) console.log('\nA quick run: its figures mean nothing')
  summarize(results)
  if (values.json !== undefined) await writeReport(values.json, results)
  if (before !== undefined) console.log(compare(before, results))
}

function choose(names: readonly string[]): readonly Suite[] {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name))
  if (unknown.length > 0) {
    const known = suites.map(({ name }) => name).join(', ')
    throw new Error(`No such suite: ${unknown.join(', ')}. There are: ${known}`)
  }
  return suites.filter(({ name, isOnDemand }) => (names.length > 0 ? names.includes(name) : !isOnDemand))
}

function summarize(results: readonly SuiteResult[]): void {
  if (results.some(({ failure }) => failure !== undefined)) process.exitCode = 1
  const verdicts = results.flatMap(({ verdicts }) => verdicts)
  const reached = verdicts.filter(({ isReached }) => isReached).length
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0)
  console.log(`\n${reached} of ${verdicts.length} goals reached, in ${Math.round(seconds)} s`)
}

const run = process.send === undefined ? main() : answerParent(suites)
void run.catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
