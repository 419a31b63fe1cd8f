import { DashbotError } from '../../../errors'
import type { SqliteDatabase } from '../../../sqlite/database'
import { isCorrupt } from '../../../sqlite/errors'
import { findEngine } from '../../../sqlite/open'
import { SLOTS, Slots, slotsOf } from '../../../sqlite/slots'
import { SqliteFile } from '../../../sqlite/sqlite-file'
import { EventStore } from './event-store'
import { EVENT_COLUMNS, INBOX_FILE, type InboxEventRow } from './schema'

export interface OpenedEvents {
  readonly store: EventStore
  /** What a damaged file is called now. */
  readonly setAside?: string
}

/** Where an inbox gets its store from, again where the file was removed or turned out to be damaged. */
export interface EventSource {
  /** For messages. */
  readonly name: string
  /** true: the file that was opened is no longer at its path. */
  readonly isDetached: boolean
  open(condition: { readonly isDamaged: boolean }): OpenedEvents
  close(): void
}

/** A database that the user opened, and closes. */
export class GivenEvents implements EventSource {
  readonly name = 'the given database'
  readonly isDetached = false
  readonly #database: SqliteDatabase
  readonly #slots: Slots | undefined
  #slot: number | undefined

  constructor(database: SqliteDatabase) {
    this.#database = database
    this.#slots = slotsOf(database)
  }

  static inMemory(): GivenEvents {
    return new GivenEvents(new (findEngine())(':memory:'))
  }

  open(): OpenedEvents {
    this.#slot ??= this.#slots === undefined ? 1 : claimSlot(this.#slots, this.name)
    return {
      store: new EventStore(this.#database, { isOwnFile: false, slots: this.#slots, slot: this.#slot }),
    }
  }

  close(): void {
    this.#slots?.releaseAll()
    this.#slot = undefined
  }
}

/** An inbox's own file. A damaged one is renamed; what can be read of it is put into a new one. */
export class EventFile implements EventSource {
  readonly name: string
  readonly #file: SqliteFile
  #slots: Slots | undefined
  #database: SqliteDatabase | undefined

  /** @throws ConfigError for a path that cannot be one, or that holds another application's file */
  constructor(path: string) {
    this.#file = new SqliteFile({ owner: 'SqliteInbox', path, kind: INBOX_FILE })
    this.name = this.#file.path
  }

  get isDetached(): boolean {
    return this.#file.isDetached
  }

  open({ isDamaged }: { readonly isDamaged: boolean }): OpenedEvents {
    this.close()
    const ownership = this.#file.check()
    this.#slots = new Slots(this.#file.target, this.#file.Database)
    const slot = claimSlot(this.#slots, this.name)
    try {
      if (isDamaged || ownership === 'damaged') return this.#replace(this.#slots, slot)
      return { store: this.#openStore(this.#slots, slot) }
    } catch (error) {
      if (isDamaged || !isCorrupt(error)) {
        this.close()
        throw error
      }
      return this.#replace(this.#slots, slot)
    }
  }

  close(): void {
    this.#database?.close()
    this.#database = undefined
    this.#slots?.releaseAll()
    this.#slots = undefined
  }

  #openStore(slots: Slots, slot: number): EventStore {
    const database = this.#file.open()
    this.#database = database
    return new EventStore(database, { isOwnFile: true, slots, slot })
  }

  #replace(slots: Slots, slot: number): OpenedEvents {
    if (!slots.claimAll()) {
      this.close()
      throw new DashbotError('ERR_DASHBOT_INBOX', 'The file is damaged, and other processes use it')
    }
    this.#database?.close()
    const setAside = this.#file.setAside()
    const store = this.#openStore(slots, slot)
    store.restore(readRows(new this.#file.Database(setAside)))
    slots.releaseAll(slot)
    return { store, setAside }
  }
}

/** The rows of a damaged file up to the first that cannot be read. */
function readRows(database: SqliteDatabase): readonly InboxEventRow[] {
  const rows: InboxEventRow[] = []
  try {
    const next = database.prepare(
      `SELECT seq, ${EVENT_COLUMNS} FROM dashbot_inbox_event WHERE seq > ? ORDER BY seq LIMIT 1`,
    )
    for (let seq = -1; ; ) {
      const row = next.get(seq) as InboxEventRow | undefined
      if (row === undefined || !Number.isSafeInteger(row.seq) || row.seq <= seq) break
      rows.push(row)
      seq = row.seq
    }
  } catch {
    // What comes after the damage stays in the file that was set aside.
  } finally {
    database.close()
  }
  return rows
}

function claimSlot(slots: Slots, name: string): number {
  const slot = slots.claimFirst()
  if (slot !== undefined) return slot
  throw new DashbotError('ERR_DASHBOT_INBOX', `${name} is used by ${SLOTS} processes, and takes no more`)
}
