import type { SqliteValue } from '../../../sqlite/database'
import type { TrackerStore } from '../tracker-store'

/** So many rows go into one statement: the call costs as much as a row. Each number of rows is a statement of its own. */
const TOGETHER = 16

/** Rows for one table, gathered while a transaction is open and inserted together. */
export class Rows {
  readonly #insert: string
  readonly #columns: number
  readonly #onConflict: string
  readonly #values: SqliteValue[] = []

  /** @param onConflict what stands behind the rows */
  constructor(table: string, columns: readonly string[], onConflict = '') {
    this.#insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES `
    this.#columns = columns.length
    this.#onConflict = onConflict
  }

  /** One value for each column. */
  add(...row: readonly SqliteValue[]): void {
    this.#values.push(...row)
  }

  /** @returns how many rows were inserted, or changed in a conflict */
  flush(store: TrackerStore): number {
    let changed = 0
    for (let start = 0; start < this.#values.length; start += TOGETHER * this.#columns) {
      const values = this.#values.slice(start, start + TOGETHER * this.#columns)
      changed += Number(store.prepare(this.#sql(values.length / this.#columns)).run(...values).changes)
    }
    this.#values.length = 0
    return changed
  }

  #sql(rows: number): string {
    const row = `(${Array(this.#columns).fill('?').join(', ')})`
    return `${this.#insert}${Array(rows).fill(row).join(', ')} ${this.#onConflict}`
  }
}
