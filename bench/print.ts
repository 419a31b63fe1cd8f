import CliTable from 'cli-table3'
import { toText } from './figures'
import type { Table } from './suite'

export function printTables(tables: readonly Table[]): void {
  for (const { head, rows, notes = [] } of tables) {
    console.log(toTable(head, rows))
    for (const note of notes) console.log(typeof note === 'string' ? note : toText(note))
  }
}

export function toTable(head: readonly string[], rows: Table['rows']): string {
  const table = new CliTable({ head: [...head], style: { head: [], border: [] } })
  table.push(...rows.map((row) => [...row]))
  return table.toString()
}
