import { DashbotError } from '../errors'
import type { SqliteDatabase } from '../sqlite/database'
import { fileIdentity, isStillAt } from '../sqlite/folder'
import { type Slots, slotsOf } from '../sqlite/slots'
import { MessageStore } from './message-store'
import { claimSlot } from './outbox-file'
import type { OpenedStore, StoreBounds, StoreSource } from './store-source'

/** A database that somebody else opened, and closes. */
export class GivenDatabase implements StoreSource {
  readonly name: string
  readonly #database: SqliteDatabase
  readonly #bounds: StoreBounds
  /** The file's path and identity; undefined for a database in memory. */
  #file: { readonly path: string; readonly identity: string } | undefined
  #slots: Slots | undefined
  #slot: number | undefined

  constructor(database: SqliteDatabase, bounds: StoreBounds) {
    this.name = 'the given database'
    this.#database = database
    this.#bounds = bounds
  }

  get file(): string | undefined {
    try {
      return slotsOf(this.#database)?.path
    } catch {
      // Opening it says why.
      return undefined
    }
  }

  get isDetached(): boolean {
    return this.#file !== undefined && !isStillAt(this.#file.path, this.#file.identity)
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

  reattach(): never {
    throw new DashbotError(
      'ERR_DASHBOT_OUTBOX',
      'Its file was removed. Open another, and give it to a new outbox',
    )
  }

  maintain(): void {
    this.#slots?.reclaim()
  }

  close(): void {
    this.#slots?.releaseAll()
  }

  #claim(): number {
    this.#slots = slotsOf(this.#database)
    if (this.#slots === undefined) return 1
    const { path } = this.#slots
    const identity = fileIdentity(path)
    if (identity !== undefined) this.#file = { path, identity }
    return claimSlot(this.#slots, this.name)
  }
}
