import type { SqliteDatabase, SqliteStatement } from '../../src/sqlite/database'
import { findEngine } from '../../src/sqlite/open'

/** What SQLite says of a disk that is full. */
export const diskFull = (): Error =>
  Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })

/** What SQLite says of a damaged page. */
export const corrupt = (): Error =>
  Object.assign(new Error('database disk image is malformed'), { code: 'SQLITE_CORRUPT' })

/** A database whose statements fail on demand. */
export class FailingDatabase implements SqliteDatabase {
  /** Thrown by statements whose SQL it matches. */
  failure: { readonly sql: RegExp; readonly error: Error } | undefined
  readonly #database: SqliteDatabase

  constructor(path: string) {
    this.#database = new (findEngine())(path)
  }

  exec(sql: string): unknown {
    this.#fail(sql)
    return this.#database.exec(sql)
  }

  prepare(sql: string): SqliteStatement {
    const statement = this.#database.prepare(sql)
    const guarded =
      <Values extends unknown[], Result>(call: (...values: Values) => Result) =>
      (...values: Values): Result => {
        this.#fail(sql)
        return call.apply(statement, values)
      }
    return { run: guarded(statement.run), get: guarded(statement.get), all: guarded(statement.all) }
  }

  close(): unknown {
    return this.#database.close()
  }

  #fail(sql: string): void {
    if (this.failure?.sql.test(sql)) throw this.failure.error
  }
}
