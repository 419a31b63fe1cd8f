import { DashbotError } from '../errors'
import type { SqliteDatabase } from '../sqlite/database'
import { isCorrupt } from '../sqlite/errors'
import { SLOTS, Slots } from '../sqlite/slots'
import { SqliteFile } from '../sqlite/sqlite-file'
import { MessageStore } from './message-store'
import { moveMessages } from './move-messages'
import { rescue } from './rescue'
import { OUTBOX_FILE } from './schema'
import type { OpenCondition, OpenedStore, ReattachedStore, StoreBounds, StoreSource } from './store-source'

/** An outbox's own file. A damaged one is renamed, and what can be read of it is put into a new one. */
export class OutboxFile implements StoreSource {
  readonly name: string
  #file: SqliteFile
  readonly #bounds: StoreBounds
  #slots: Slots
  #slot: number | undefined
  #database: SqliteDatabase | undefined

  /** @throws ConfigError for a path that cannot be one, or that holds another application's file */
  constructor(path: string, bounds: StoreBounds) {
    this.#file = new SqliteFile({ owner: 'SqliteOutbox', path, kind: OUTBOX_FILE })
    this.name = this.#file.path
    this.#bounds = bounds
    this.#slots = new Slots(this.#file.target, this.#file.Database)
  }

  get file(): string {
    return this.#slots.path
  }

  get isDetached(): boolean {
    return this.#file.isDetached
  }

  open({ isDamaged, arrived }: OpenCondition): OpenedStore {
    this.#closeDatabase()
    this.#file.check()
    this.#slot ??= claimSlot(this.#slots, this.name)
    const sound = isDamaged ? undefined : unlessCorrupt(() => this.#openStore())
    return sound === undefined ? this.#replace(arrived) : { store: sound, lost: 0 }
  }

  reattach(detached: MessageStore): ReattachedStore {
    const next = new OutboxFile(this.name, this.#bounds)
    try {
      const opened = next.open({ isDamaged: false, arrived: new Set() })
      const { moved, lost } = moveMessages(detached, opened.store)
      this.close()
      this.#become(next)
      return { ...opened, lost: opened.lost + lost, moved }
    } catch (error) {
      next.close()
      throw error
    }
  }

  maintain(): void {
    this.#slots.reclaim()
  }

  close(): void {
    this.#closeDatabase()
    this.#releaseSlots()
  }

  #become(next: OutboxFile): void {
    this.#file = next.#file
    this.#slots = next.#slots
    this.#slot = next.#slot
    this.#database = next.#database
  }

  #openStore(): MessageStore {
    const database = this.#file.open()
    try {
      const store = new MessageStore(database, {
        applicationId: OUTBOX_FILE.applicationId,
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

  #replace(arrived: ReadonlySet<string>): OpenedStore {
    if (!this.#slots.claimAll()) {
      // Else two processes that find the damage at the same time would wait for each other.
      this.#releaseSlots()
      throw new DashbotError('ERR_DASHBOT_OUTBOX', 'The file is damaged, and other processes use it')
    }
    const aside = this.#file.setAside()
    try {
      const store = this.#openStore()
      const lost = rescue(aside, this.#file.Database, store, arrived)
      return { store, lost, setAside: aside }
    } catch (error) {
      this.#closeDatabase()
      this.#file.bringBack(aside)
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

/** @throws DashbotError where all are taken */
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
