/** What a column holds and a placeholder takes. */
export type SqliteValue = string | number | bigint | null | Uint8Array

/** A prepared statement, as far as this library uses it. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): {
    readonly changes: number | bigint
    readonly lastInsertRowid: number | bigint
  }
  /** The first row, or undefined. Some libraries add keys of their own: read columns by name. */
  get(...values: SqliteValue[]): unknown
  all(...values: SqliteValue[]): unknown[]
}

/**
 * The few synchronous calls that `node:sqlite` (`DatabaseSync`), `libsql` and `better-sqlite3` have in common.
 * An instance of any of them fits.
 */
export interface SqliteDatabase {
  exec(sql: string): unknown
  prepare(sql: string): SqliteStatement
  close(): unknown
}
