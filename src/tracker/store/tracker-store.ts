import { rmSync, statSync } from 'node:fs'
import type { SqliteDatabase, SqliteStatement } from '../../sqlite/database'
import { fileIdentity } from '../../sqlite/folder'
import type { SqliteFile } from '../../sqlite/sqlite-file'
import { transaction } from '../../sqlite/transaction'
import { openTrackerDatabase, openTrackerToRead, trackerFile } from './open'

type Opener = (path: string, file: SqliteFile | undefined) => SqliteDatabase

/** A tracker's database with its statements, each prepared once. */
export class TrackerStore {
  readonly path: string
  readonly #file: SqliteFile | undefined
  readonly #open: Opener
  readonly #statements = new Map<string, SqliteStatement>()
  #database: SqliteDatabase
  #log: string | undefined
  #isClosed = false
  #transactions = 0

  private constructor(path: string, open: Opener) {
    this.path = path
    this.#file = trackerFile(path)
    this.#open = open
    this.#database = open(path, this.#file)
    this.#noteLog()
  }

  /** @throws DashbotError see {@link openTrackerDatabase} */
  static open(path: string): TrackerStore {
    return new TrackerStore(path, openTrackerDatabase)
  }

  /** A second connection beside the one that writes. */
  static openToRead(path: string): TrackerStore {
    return new TrackerStore(path, openTrackerToRead)
  }

  get database(): SqliteDatabase {
    return this.#database
  }

  /** How many transactions there were. */
  get transactions(): number {
    return this.#transactions
  }

  /** How long SQLite's log is, in bytes; 0 for a database in memory. */
  get logBytes(): number {
    if (this.#file === undefined) return 0
    return statSync(`${this.#file.target}-wal`, { throwIfNoEntry: false })?.size ?? 0
  }

  /** What became of the file that is open: the path leads to no file any more, or to another one. */
  get detachment(): 'removed' | 'replaced' | undefined {
    if (this.#file?.isDetached !== true) {
      this.#noteLog()
      return undefined
    }
    return fileIdentity(this.#file.path) === undefined ? 'removed' : 'replaced'
  }

  /**
   * Opens what the path leads to now.
   *
   * @throws DashbotError where that is not a tracker's database; what was open stays open
   */
  reopen(): void {
    if (this.#file === undefined) return
    const { target } = this.#file
    // A log that the former file left behind would be read into the new one. Whoever only reads comes later, when the
    // log is the new one's.
    const log = `${target}-wal`
    if (this.#isWriter && this.#log !== undefined && fileIdentity(log) === this.#log) {
      for (const name of [log, `${target}-shm`]) rmSync(name, { force: true })
    }
    const database = this.#open(this.path, this.#file)
    this.#statements.clear()
    this.#database.close()
    this.#database = database
    this.#noteLog()
  }

  /** The statement for this SQL. It is kept: values belong in placeholders, never in the text. */
  prepare(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  /**
   * Runs the work as one transaction: all of what it writes is there afterwards, or nothing where it throws. Whatever
   * writes belongs in one: libsql leaves a statement open that met another process's lock outside of a transaction, and
   * no transaction can be committed after it.
   */
  transaction<T>(work: () => T): T {
    this.#transactions++
    return transaction(this.#database, work)
  }

  /** The id that the next row of the table gets. Only within a transaction it stays free. */
  nextId(table: 'arrivals' | 'messages' | 'receipts' | 'sessions' | 'users'): number {
    const row = this.prepare(`SELECT coalesce(max(id), 0) + 1 AS id FROM ${table}`).get()
    return (row as { readonly id: number }).id
  }

  /** Once closed, closing again does nothing. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#statements.clear()
    this.#emptyLog()
    this.#database.close()
  }

  /** So that the file is whole without its log. Another connection may still read from it: then it stays. */
  #emptyLog(): void {
    if (!this.#isWriter || this.#file?.isDetached === true) return
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {}
  }

  get #isWriter(): boolean {
    return this.#open === openTrackerDatabase
  }

  #noteLog(): void {
    this.#log = this.#file && fileIdentity(`${this.#file.target}-wal`)
  }
}
