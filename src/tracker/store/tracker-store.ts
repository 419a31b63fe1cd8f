import type { SqliteDatabase, SqliteStatement } from '../../sqlite/database'
import { transaction } from '../../sqlite/transaction'
import { openTrackerDatabase } from './open'

/** A tracker's database with its statements, each prepared once. */
export class TrackerStore {
  readonly database: SqliteDatabase
  readonly #statements = new Map<string, SqliteStatement>()
  #isClosed = false

  private constructor(database: SqliteDatabase) {
    this.database = database
  }

  /** @throws {DashbotError} see {@link openTrackerDatabase} */
  static open(path: string): TrackerStore {
    return new TrackerStore(openTrackerDatabase(path))
  }

  /** The statement for this SQL. It is kept: values belong in placeholders, never in the text. */
  prepare(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  /** Runs the work as one transaction: all of what it writes is there afterwards, or nothing where it throws. */
  transaction<T>(work: () => T): T {
    return transaction(this.database, work)
  }

  /** The id that the next row of the table gets. Only within a transaction it stays free. */
  nextId(table: 'messages' | 'receipts' | 'sessions' | 'users'): number {
    const row = this.prepare(`SELECT coalesce(max(id), 0) + 1 AS id FROM ${table}`).get()
    return (row as { readonly id: number }).id
  }

  /** Once closed, closing again does nothing. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#statements.clear()
    this.database.close()
  }
}
