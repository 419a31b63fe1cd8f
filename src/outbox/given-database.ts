import type { SqliteDatabase } from '../sqlite/database'
import type { SqliteConstructor } from '../sqlite/open'
import { MessageStore } from './message-store'
import { claimSlot } from './outbox-file'
import { Slots } from './slots'
import type { OpenedStore, StoreBounds, StoreSource } from './store-source'

/** A database that somebody else opened, and closes. */
export class GivenDatabase implements StoreSource {
  readonly name: string
  readonly #database: SqliteDatabase
  readonly #bounds: StoreBounds
  #slots: Slots | undefined
  #slot: number | undefined

  constructor(database: SqliteDatabase, bounds: StoreBounds) {
    this.name = 'the given database'
    this.#database = database
    this.#bounds = bounds
  }

  open(): OpenedStore {
    this.#slot ??= this.#claim()
    const store = new MessageStore(this.#database, {
      slots: this.#slots,
      slot: this.#slot,
      ...this.#bounds,
    })
    store.adopt()
    return { store, lost: 0 }
  }

  close(): void {
    this.#slots?.releaseAll()
  }

  #claim(): number {
    const path = fileOf(this.#database)
    const Database = classOf(this.#database)
    if (path === undefined || Database === undefined) return 1
    this.#slots = new Slots(path, Database)
    return claimSlot(this.#slots, this.name)
  }
}

/** Undefined for a database in memory. */
function fileOf(database: SqliteDatabase): string | undefined {
  const rows = database.prepare('PRAGMA database_list').all() as { name: string; file: string | null }[]
  return rows.find(({ name }) => name === 'main')?.file || undefined
}

/** One library alone may open a file and its locks in a process: the class of the given database does. */
function classOf(database: SqliteDatabase): SqliteConstructor | undefined {
  const found: unknown = database.constructor
  return found === Object ? undefined : (found as SqliteConstructor)
}
