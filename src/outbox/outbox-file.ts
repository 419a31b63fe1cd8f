import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DashbotError } from '../errors'
import type { SqliteDatabase } from '../sqlite/database'
import { isCorrupt } from '../sqlite/errors'
import { openDatabase, type SqliteConstructor } from '../sqlite/open'
import { MessageStore } from './message-store'
import { bringBack, rescue, setAside } from './rescue'
import { SLOTS, Slots } from './slots'
import type { OpenedStore, StoreBounds, StoreSource } from './store-source'

/** An outbox's own file. A damaged one is renamed, and what can be read of it is put into a new one. */
export class OutboxFile implements StoreSource {
  readonly name: string
  readonly #Database: SqliteConstructor
  readonly #bounds: StoreBounds
  readonly #slots: Slots
  #slot: number | undefined
  #database: SqliteDatabase | undefined

  constructor(path: string, Database: SqliteConstructor, bounds: StoreBounds) {
    this.name = path
    this.#Database = Database
    this.#bounds = bounds
    this.#slots = new Slots(path, Database)
  }

  open({ isDamaged }: { readonly isDamaged: boolean }): OpenedStore {
    this.#closeDatabase()
    mkdirSync(dirname(this.name), { recursive: true, mode: 0o700 })
    makePrivate(this.name)
    this.#slot ??= claimSlot(this.#slots, this.name)
    const sound = isDamaged ? undefined : unlessCorrupt(() => this.#openStore())
    return sound === undefined ? this.#replace() : { store: sound, lost: 0 }
  }

  close(): void {
    this.#closeDatabase()
    this.#releaseSlots()
  }

  #openStore(): MessageStore {
    const database = openDatabase(this.name, [() => this.#Database])
    try {
      const store = new MessageStore(database, {
        slots: this.#slots,
        slot: this.#slot ?? 1,
        ...this.#bounds,
      })
      store.adopt()
      this.#database = database
      return store
    } catch (error) {
      database.close()
      throw error
    }
  }

  #replace(): OpenedStore {
    if (!this.#slots.claimAll()) {
      // Else two processes that find the damage at the same time would wait for each other.
      this.#releaseSlots()
      throw new DashbotError('ERR_DASHBOT_OUTBOX', 'The file is damaged, and other processes use it')
    }
    const aside = setAside(this.name)
    try {
      const store = this.#openStore()
      const lost = rescue(aside, this.#Database, store)
      return { store, lost, setAside: aside }
    } catch (error) {
      this.#closeDatabase()
      bringBack(aside, this.name)
      throw error
    } finally {
      this.#slots.releaseAll(this.#slot)
    }
  }

  #closeDatabase(): void {
    this.#database?.close()
    this.#database = undefined
  }

  #releaseSlots(): void {
    this.#slots.releaseAll()
    this.#slot = undefined
  }
}

/** @throws {DashbotError} where all are taken */
export function claimSlot(slots: Slots, name: string): number {
  const slot = slots.claimFirst()
  if (slot !== undefined) return slot
  throw new DashbotError('ERR_DASHBOT_OUTBOX', `${name} is used by ${SLOTS} processes, and takes no more`)
}

function unlessCorrupt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (!isCorrupt(error)) throw error
    return undefined
  }
}

/** A file that was there before may be open to others. SQLite gives its companions the mode of the database. */
function makePrivate(path: string): void {
  for (const name of [path, `${path}-wal`, `${path}-shm`]) {
    const stats = statSync(name, { throwIfNoEntry: false })
    if (stats !== undefined && (stats.mode & 0o077) !== 0) chmodSync(name, 0o600)
  }
}
