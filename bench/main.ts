import Table from 'cli-table3'
import { delivery } from './delivery'
import { fleet } from './fleet'
import { imports } from './import'
import { outbox } from './outbox'
import type { Suite } from './suite'
import { tracker } from './tracker'
import { turn } from './turn'
import { twitter } from './twitter'

const suites: readonly Suite[] = [imports, turn, delivery, outbox, twitter, fleet, tracker]

/** `npm run bench` runs every suite, `npm run bench -- NAME ...` those that are named. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name))
  if (unknown.length > 0) {
    throw new Error(
      `No such suite: ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}`,
    )
  }
  for (const suite of suites) {
    if (names.length > 0 && !names.includes(suite.name)) continue
    console.log(`\n${suite.title}`)
    for (const { head, rows, notes = [] } of await suite.run()) {
      const table = new Table({ head: [...head], style: { head: [], border: [] } })
      table.push(...rows.map((row) => [...row]))
      console.log(table.toString())
      for (const note of notes) console.log(note)
    }
  }
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
