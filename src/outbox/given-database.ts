import type { SqliteDatabase } from '../sqlite/database'
import { type Slots, slotsOf } from '../sqlite/slots'
import { MessageStore } from './message-store'
import { claimSlot } from './outbox-file'
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
    this.#slots = slotsOf(this.#database)
    if (this.#slots === undefined) return 1
    return claimSlot(this.#slots, this.name)
  }
}
