import { dayOf, HOUR_MS, SLOT_MS, slotOf } from '../schema'
import { indexWords } from '../search/words'
import { SUM_KINDS, type SumKind, sumColumns, sumKeys, sumTable } from '../sum-tables'
import type { Ingest } from './ingest/ingest'
import { addUp } from './ingest/slot-sums'
import { DELETE_USER_WORDS, userWords } from './ingest/users'
import type { TrackerStore } from './tracker-store'

export interface RetentionOptions {
  /** How long messages and events are kept, in ms. */
  readonly retentionMs: number
  /** How large the database may become, in bytes. */
  readonly maxBytes: number
}

/** A delivery that is repeated later than this counts again; senders give up after a day. */
export const RECEIPT_AGE_MS = 48 * HOUR_MS

/** What one step deletes at most: requests wait meanwhile, for 5 ms or so. */
const STEP = 25
const RECEIPTS_STEP = 250
const MERGE_PAGES = 8
const VACUUM_PAGES = 25

interface Row {
  readonly id: number
  readonly time: number
  readonly user: number
}

interface MessageRow extends Row {
  readonly incoming: number
  readonly text: string
}

interface EventRow extends Row {
  readonly amount: number | null
}

interface IdleUser {
  readonly userId: string
  readonly name: string | null
  readonly handle: string | null
}

/** Deletes what is too old, and the oldest of what is too much, with all that is derived from it. */
export class Retention {
  readonly #store: TrackerStore
  readonly #options: RetentionOptions
  readonly #ingest: Pick<Ingest, 'forget'>

  constructor(store: TrackerStore, options: RetentionOptions, ingest: Pick<Ingest, 'forget'>) {
    this.#store = store
    this.#options = options
    this.#ingest = ingest
  }

  /**
   * Deletes a little.
   * @returns true where there is more to delete
   */
  step(now: number): boolean {
    const { retentionMs, maxBytes } = this.#options
    const receipts = this.#write(DELETE_RECEIPTS, now - RECEIPT_AGE_MS)
    // Slots go as a whole, so that their sums and their messages always agree.
    const oldest = slotOf(now - retentionMs)
    if (Number.isFinite(oldest) && this.#deleteBefore(oldest)) return true
    if (this.#usedBytes() > maxBytes && this.#deleteBefore(Number.MAX_SAFE_INTEGER)) return true
    return receipts === RECEIPTS_STEP
  }

  /** @returns true where it deleted something */
  #deleteBefore(end: number): boolean {
    const store = this.#store
    const deleted = store.transaction(() => {
      const oldest = this.#oldest(end)
      for (const row of oldest) {
        if ('text' in row) this.#deleteMessage(row)
        else this.#deleteEvent(row)
      }
      const sessions = this.#deleteDerived(reach(oldest, end))
      const touched = oldest.map((row) => row.user)
      for (const user of new Set([...touched, ...sessions])) this.#deleteIdleUser(user)
      return oldest.length
    })
    if (deleted > 0) this.#giveBack()
    return deleted > 0
  }

  /** Of both tables together, so that what is left of both begins at the same moment. */
  #oldest(end: number): readonly (MessageRow | EventRow)[] {
    const messages = this.#store.prepare(OLDEST_MESSAGES).all(end, STEP) as readonly MessageRow[]
    const events = this.#store.prepare(OLDEST_EVENTS).all(end, STEP) as readonly EventRow[]
    return [...messages, ...events].sort((one, other) => one.time - other.time).slice(0, STEP)
  }

  #deleteMessage({ id, user, incoming, text }: MessageRow): void {
    const store = this.#store
    store.prepare(DELETE_WORDS).run(id, indexWords(text))
    for (const [table, column] of MESSAGE_TABLES)
      store.prepare(`DELETE FROM ${table} WHERE ${column} = ?`).run(id)
    const direction = incoming === 1 ? 'incoming' : 'outgoing'
    store.prepare(`UPDATE users SET ${direction} = ${direction} - 1 WHERE id = ?`).run(user)
  }

  #deleteEvent({ id, user, amount }: EventRow): void {
    this.#store.prepare('DELETE FROM events WHERE id = ?').run(id)
    this.#store.prepare(FORGET_EVENT).run(amount ?? 0, user)
  }

  /**
   * Nothing is left from before this moment, so neither are its sessions and sums.
   * @returns whose sessions were deleted
   */
  #deleteDerived(end: number): readonly number[] {
    const store = this.#store
    const sessions = store.prepare(ENDED_SESSIONS).all(end, end) as { id: number; user: number }[]
    for (const { id, user } of sessions) {
      store.prepare('DELETE FROM sessions WHERE id = ?').run(id)
      store.prepare('UPDATE users SET sessions = sessions - 1 WHERE id = ?').run(user)
    }
    this.#deleteSlots(end - SLOT_MS)
    return sessions.map(({ user }) => user)
  }

  /** The slots up to this moment. Of the day that still has others, their sums are taken back. */
  #deleteSlots(last: number): void {
    const store = this.#store
    const day = dayOf(last + SLOT_MS)
    const { changes } = store.prepare('DELETE FROM user_slots WHERE slot <= ?').run(last)
    if (Number(changes) > 0) this.#ingest.forget()
    for (const kind of SUM_KINDS) {
      store.prepare(`DELETE FROM ${sumTable(kind, 'day')} WHERE day < ?`).run(day)
      store.prepare(takeBack(kind)).run(day, day, last)
      store.prepare(`DELETE FROM ${sumTable(kind, 'slot')} WHERE slot <= ?`).run(last)
    }
  }

  #deleteIdleUser(id: number): void {
    const store = this.#store
    const user = store.prepare(IDLE_USER).get(id) as IdleUser | undefined
    if (user === undefined) return
    store.prepare(DELETE_USER_WORDS).run(id, userWords(user.userId, user))
    store.prepare('DELETE FROM users WHERE id = ?').run(id)
  }

  #giveBack(): void {
    this.#write(MERGE_WORDS, MERGE_PAGES)
    this.#store.database.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`)
  }

  /** @returns how many rows it changed */
  #write(sql: string, value: number): number {
    const store = this.#store
    return Number(store.transaction(() => store.prepare(sql).run(value)).changes)
  }

  #usedBytes(): number {
    const row = this.#store.prepare(USED_BYTES).get() as { readonly bytes: number }
    return row.bytes
  }
}

/** Up to which moment nothing is left. */
function reach(deleted: readonly Row[], end: number): number {
  return deleted.length < STEP ? end : (deleted.at(-1)?.time ?? end)
}

function takeBack(kind: SumKind): string {
  const key = ['bot', ...sumKeys(kind)].join(', ')
  const sums = sumColumns(kind).map((column) => `-sum(${column})`)
  return `INSERT INTO ${sumTable(kind, 'day')} SELECT ?, ${key}, ${sums.join(', ')} FROM ${sumTable(kind, 'slot')}
    WHERE slot >= ? AND slot <= ? GROUP BY ${key} ${addUp(kind)}`
}

const MESSAGE_TABLES = [
  ['payloads', 'message'],
  ['buttons', 'message'],
  ['misses', 'question'],
  ['messages', 'id'],
] as const

const OLDEST_MESSAGES =
  'SELECT id, time, user, incoming, text FROM messages WHERE time < ? ORDER BY time LIMIT ?'
const OLDEST_EVENTS = 'SELECT id, time, user, amount FROM events WHERE time < ? ORDER BY time LIMIT ?'
const FORGET_EVENT = 'UPDATE users SET events = events - 1, revenue = revenue - ? WHERE id = ?'
const ENDED_SESSIONS = 'SELECT id, user FROM sessions WHERE started_at < ? AND ended_at < ?'
const DELETE_WORDS = "INSERT INTO message_text (message_text, rowid, words) VALUES ('delete', ?, ?)"
const MERGE_WORDS = "INSERT INTO message_text (message_text, rank) VALUES ('merge', ?)"
const IDLE_USER = `
SELECT user_id AS userId, name, handle FROM users WHERE id = ? AND incoming = 0 AND outgoing = 0 AND events = 0`

/** Receipts have rising ids: only the first ones can be old. */
const DELETE_RECEIPTS = `
DELETE FROM receipts WHERE id IN (
  SELECT id FROM (SELECT id, received_at FROM receipts ORDER BY id LIMIT ${RECEIPTS_STEP}) WHERE received_at < ?
)`

const USED_BYTES = `
SELECT (page_count - freelist_count) * page_size AS bytes
FROM pragma_page_count, pragma_freelist_count, pragma_page_size`
