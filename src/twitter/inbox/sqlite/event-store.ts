import { toUSVString } from 'node:util'
import { ConfigError } from '../../../errors'
import type { SqliteDatabase } from '../../../sqlite/database'
import type { Slots } from '../../../sqlite/slots'
import { transaction } from '../../../sqlite/transaction'
import type { InboxEvent } from '../inbox'
import { REMEMBERED_MS } from '../remembered'
import { AppIdRow } from './app-id-row'
import { DeadEvents } from './dead-events'
import { KeyRows } from './key-rows'
import { EVENT_COLUMNS, INBOX_FILE, INBOX_SCHEMA, INBOX_SCHEMA_VERSION, type InboxEventRow } from './schema'

export interface EventStoreOptions {
  /** true: the file is the inbox's own, and is marked as such. */
  readonly isOwnFile: boolean
  /** Undefined: no other process uses the database. */
  readonly slots: Slots | undefined
  /** Under which this process takes events. */
  readonly slot: number
}

/** An event that waits, as far as it is known in memory. */
export type WaitingEvent = Pick<InboxEventRow, 'seq' | 'key' | 'lane' | 'received_at'>

/** An event that this process did not add: its turn may have failed in another one, and be waiting. */
export interface TakenOverEvent extends WaitingEvent {
  /** Until when its lane is silent, in ms since 1970. */
  readonly silent_until: number | null
}

/** An event whose turn is to begin. */
export interface BeginningEvent extends Pick<InboxEventRow, 'seq' | 'lane'> {
  /** true: another process had an earlier event of the lane a moment ago. */
  readonly isBehind?: boolean | undefined
}

/** How long a statement waits for another process that is writing, in ms. It holds up the bot. */
const BUSY_TIMEOUT_MS = 250

/** The events in an open database. Its methods throw. */
export class EventStore {
  readonly dead: DeadEvents
  readonly keys: KeyRows
  readonly app: AppIdRow
  readonly #database: SqliteDatabase
  readonly #slots: Slots | undefined
  readonly #slot: number
  readonly #statements: ReturnType<typeof prepareStatements>
  #seenVersion: number | undefined

  constructor(database: SqliteDatabase, { isOwnFile, slots, slot }: EventStoreOptions) {
    const marks = `PRAGMA application_id = ${INBOX_FILE.applicationId}; PRAGMA user_version = ${INBOX_SCHEMA_VERSION};`
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL`)
    if (isOwnFile) refuseNewer(database)
    database.exec(
      `BEGIN IMMEDIATE; ${INBOX_SCHEMA} ${isOwnFile ? marks : ''} COMMIT; PRAGMA synchronous = NORMAL`,
    )
    this.dead = new DeadEvents(database)
    this.keys = new KeyRows(database)
    this.app = new AppIdRow(database)
    this.#database = database
    this.#slots = slots
    this.#slot = slot
    this.#statements = prepareStatements(database)
  }

  /**
   * Stores events in one transaction, which is on the disk when this returns: it survives a power cut. All other
   * writes survive the end of the process only: what a power cut takes of them makes a turn run again.
   */
  add(events: readonly InboxEvent[]): readonly (number | undefined)[] {
    this.#database.exec('PRAGMA synchronous = FULL')
    try {
      return transaction(this.#database, () => events.map((event) => this.#addOne(event)))
    } finally {
      this.#database.exec('PRAGMA synchronous = NORMAL')
    }
  }

  /** Puts rows of another database behind the events of this one. */
  restore(rows: readonly InboxEventRow[]): void {
    transaction(this.#database, () => {
      for (const row of rows) this.#insert(row)
    })
  }

  /** The row of an event whose turn begins, its attempt counted; `elsewhere` while an earlier one of its lane is there. */
  begin({ seq, lane, isBehind = false }: BeginningEvent): InboxEventRow | 'elsewhere' | undefined {
    // Asked again and again while another process has the lane's head: reading holds up nobody who writes.
    if (isBehind && this.#statements.isBehind.get(lane, seq) !== undefined) return 'elsewhere'
    // In a transaction, because libsql keeps a statement open that met a locked file, and with it an old snapshot.
    return transaction(this.#database, () => {
      const row = this.#statements.begin.get(seq, lane, this.#slot) as InboxEventRow | undefined
      if (row !== undefined) return row
      return this.#statements.exists.get(seq, this.#slot) === undefined ? undefined : 'elsewhere'
    })
  }

  remove(seqs: readonly number[]): void {
    transaction(this.#database, () => this.#statements.remove.run(JSON.stringify(seqs)))
  }

  /** The turn runs again after the delay, in whichever process. */
  fail(seq: number, delayMs: number): void {
    transaction(this.#database, () => {
      this.#statements.fail.run(seq)
      this.#statements.silence.run(Date.now() + Math.ceil(delayMs), seq)
    })
  }

  bury(seq: number, death: { readonly reason: string; readonly error?: string | undefined }): void {
    transaction(this.#database, () => {
      this.dead.bury(seq, death)
      this.#statements.remove.run(JSON.stringify([seq]))
    })
  }

  /** The events that this process's slot owns, in order. */
  own(): readonly TakenOverEvent[] {
    return this.#statements.own.all(this.#slot) as TakenOverEvent[]
  }

  /** As `own`, whole rows. */
  ownRows(): readonly InboxEventRow[] {
    return this.#statements.ownRows.all(this.#slot) as InboxEventRow[]
  }

  /** true: events of ended processes, or such as a command requeued, belong to this process now. */
  adopt(): boolean {
    const { data_version: version } = this.#statements.dataVersion.get() as { data_version: number }
    if (version === this.#seenVersion) return false
    const owners = [...this.#otherOwners()]
    const ended = owners.filter((owner) => this.#slots?.claim(owner) !== false)
    try {
      if (ended.length > 0) this.#adoptFrom(ended)
    } finally {
      for (const owner of ended) this.#slots?.release(owner)
    }
    // Asked again where another process runs, or the file was locked.
    this.#seenVersion = ended.length === owners.length ? version : undefined
    return ended.length > 0
  }

  #adoptFrom(owners: readonly number[]): void {
    transaction(this.#database, () => {
      for (const owner of owners) this.#statements.adopt.run(this.#slot, owner)
    })
  }

  /** Writes the log into the database: some libraries close it late, and leave it to the next process. */
  checkpoint(): void {
    this.#statements.checkpoint.get()
  }

  forgetOld(): void {
    transaction(this.#database, () => {
      this.#statements.forget.run(Date.now() - REMEMBERED_MS)
      this.#statements.forgetSilences.run(Date.now())
    })
  }

  #addOne(event: InboxEvent): number | undefined {
    const { version, receivedAt, event: content } = event
    const key = storable(event.key)
    const lane = storable(event.lane)
    if (Number(this.#statements.see.run(key, receivedAt).changes) === 0) return undefined
    return this.#insert({
      ...{ lane, key, version, received_at: receivedAt },
      ...{ attempts: 0, failures: 0, json: JSON.stringify(content) },
    })
  }

  #insert({ lane, key, version, received_at, attempts, failures, json }: Omit<InboxEventRow, 'seq'>): number {
    const columns = [lane, key, version, received_at, attempts, failures, json]
    return Number(this.#statements.insert.run(this.#slot, ...columns).lastInsertRowid)
  }

  *#otherOwners(): Iterable<number> {
    for (let owner = -1; ; ) {
      const row = this.#statements.nextOwner.get(owner) as { owner: number } | undefined
      if (row === undefined) return
      owner = row.owner
      if (owner !== this.#slot) yield owner
    }
  }
}

/** A text that SQLite gives back as it was: well-formed, and without NUL, where some libraries end a text. */
export function storable(text: string): string {
  return toUSVString(text).replaceAll('\0', '\uFFFD')
}

function refuseNewer(database: SqliteDatabase): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number }
  if (version <= INBOX_SCHEMA_VERSION) return
  throw new ConfigError(
    'path',
    `SqliteInbox: the file has version ${version} of the inbox's tables, this release knows ${INBOX_SCHEMA_VERSION}. Use the release that wrote it, or another file`,
  )
}

function prepareStatements(database: SqliteDatabase) {
  return {
    see: database.prepare('INSERT OR IGNORE INTO dashbot_inbox_seen (key, seen_at) VALUES (?, ?)'),
    forget: database.prepare('DELETE FROM dashbot_inbox_seen WHERE seen_at < ?'),
    insert: database.prepare(
      `INSERT INTO dashbot_inbox_event (owner, ${EVENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    begin: database.prepare(
      `UPDATE dashbot_inbox_event SET attempts = attempts + 1 WHERE seq = ?1 AND owner = ?3
         AND NOT EXISTS (SELECT 1 FROM dashbot_inbox_event WHERE lane = ?2 AND seq < ?1)
       RETURNING seq, ${EVENT_COLUMNS}`,
    ),
    isBehind: database.prepare('SELECT seq FROM dashbot_inbox_event WHERE lane = ? AND seq < ? LIMIT 1'),
    exists: database.prepare('SELECT seq FROM dashbot_inbox_event WHERE seq = ? AND owner = ?'),
    remove: database.prepare('DELETE FROM dashbot_inbox_event WHERE seq IN (SELECT value FROM json_each(?))'),
    fail: database.prepare('UPDATE dashbot_inbox_event SET failures = failures + 1 WHERE seq = ?'),
    silence: database.prepare(
      `INSERT OR REPLACE INTO dashbot_inbox_silence (lane, until)
       SELECT lane, ? FROM dashbot_inbox_event WHERE seq = ?`,
    ),
    forgetSilences: database.prepare('DELETE FROM dashbot_inbox_silence WHERE until < ?'),
    own: database.prepare(
      `SELECT seq, key, lane, received_at, until AS silent_until
       FROM dashbot_inbox_event LEFT JOIN dashbot_inbox_silence USING (lane) WHERE owner = ? ORDER BY seq`,
    ),
    ownRows: database.prepare(
      `SELECT seq, ${EVENT_COLUMNS} FROM dashbot_inbox_event WHERE owner = ? ORDER BY seq`,
    ),
    adopt: database.prepare('UPDATE dashbot_inbox_event SET owner = ? WHERE owner = ?'),
    nextOwner: database.prepare(
      'SELECT owner FROM dashbot_inbox_event WHERE owner > ? ORDER BY owner LIMIT 1',
    ),
    dataVersion: database.prepare('PRAGMA data_version'),
    checkpoint: database.prepare('PRAGMA wal_checkpoint(PASSIVE)'),
  }
}
