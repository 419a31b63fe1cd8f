import type { SqliteDatabase, SqliteStatement } from '../../sqlite/database'
import { openTrackerDatabase } from './open'

/** A tracker's database with its statements, each prepared once. */
export class TrackerStore {
  readonly database: SqliteDatabase
  readonly #statements = new Map<string, SqliteStatement>()

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

  close(): void {
    this.#statements.clear()
    this.database.close()
  }
}
