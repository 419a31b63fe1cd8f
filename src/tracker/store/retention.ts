import { HOUR_MS, hourOf } from '../schema'
import type { TrackerStore } from './tracker-store'

export interface RetentionOptions {
  /** How long messages and events are kept, in ms. */
  readonly retentionMs: number
  /** How large the database may become, in bytes. */
  readonly maxBytes: number
}

/** A delivery that is repeated later than this counts anew; senders give up after a day. */
export const RECEIPT_AGE_MS = 48 * HOUR_MS

/** What one step deletes at most: requests wait meanwhile. */
const STEP = 500
const VACUUM_PAGES = 1_000

interface Row {
  readonly id: number
  readonly time: number
  readonly user: number
}

interface MessageRow extends Row {
  readonly incoming: number
  readonly text: string
}

/** Deletes what is too old, and the oldest of what is too much, with all that is derived from it. */
export class Retention {
  readonly #store: TrackerStore
  readonly #options: RetentionOptions

  constructor(store: TrackerStore, options: RetentionOptions) {
    this.#store = store
    this.#options = options
  }

  /**
   * Deletes a little.
   * @returns true where there is more to delete
   */
  step(now: number): boolean {
    const { retentionMs, maxBytes } = this.#options
    this.#store.prepare(DELETE_RECEIPTS).run(now - RECEIPT_AGE_MS)
    // Hours go as a whole, so that their sums and their messages always agree.
    const oldest = hourOf(now - retentionMs)
    if (Number.isFinite(oldest) && this.#deleteBefore(oldest)) return true
    return this.#usedBytes() > maxBytes && this.#deleteBefore(Number.MAX_SAFE_INTEGER)
  }

  /** @returns true where it deleted something */
  #deleteBefore(end: number): boolean {
    const store = this.#store
    const deleted = store.transaction(() => {
      const messages = store.prepare(OLDEST_MESSAGES).all(end, STEP) as readonly MessageRow[]
      const events = store.prepare(OLDEST_EVENTS).all(end, STEP) as readonly Row[]
      for (const message of messages) this.#deleteMessage(message)
      for (const { id, user } of events) {
        store.prepare('DELETE FROM events WHERE id = ?').run(id)
        store.prepare('UPDATE users SET events = events - 1 WHERE id = ?').run(user)
      }
      for (const user of new Set([...messages, ...events].map((row) => row.user))) {
        store.prepare(DELETE_IDLE_USER).run(user)
      }
      this.#deleteDerived(Math.min(reach(messages, end), reach(events, end)))
      return messages.length + events.length
    })
    if (deleted > 0) this.#giveBack()
    return deleted > 0
  }

  #deleteMessage({ id, user, incoming, text }: MessageRow): void {
    const store = this.#store
    store.prepare(DELETE_TEXT).run(id, text)
    for (const [table, column] of MESSAGE_TABLES)
      store.prepare(`DELETE FROM ${table} WHERE ${column} = ?`).run(id)
    const direction = incoming === 1 ? 'incoming' : 'outgoing'
    store.prepare(`UPDATE users SET ${direction} = ${direction} - 1 WHERE id = ?`).run(user)
  }

  /** Nothing is left from before this moment, so neither are its sessions and sums. */
  #deleteDerived(end: number): void {
    this.#store.prepare('DELETE FROM sessions WHERE started_at < ? AND ended_at < ?').run(end, end)
    for (const table of HOUR_TABLES)
      this.#store.prepare(`DELETE FROM ${table} WHERE hour <= ?`).run(end - HOUR_MS)
  }

  #giveBack(): void {
    this.#store.prepare(MERGE_TEXT).run(STEP)
    this.#store.database.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`)
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

const MESSAGE_TABLES = [
  ['payloads', 'message'],
  ['buttons', 'message'],
  ['messages', 'id'],
] as const

const HOUR_TABLES = ['message_hours', 'intent_hours', 'input_hours', 'intent_steps', 'event_hours'] as const

const OLDEST_MESSAGES =
  'SELECT id, time, user, incoming, text FROM messages WHERE time < ? ORDER BY time LIMIT ?'
const OLDEST_EVENTS = 'SELECT id, time, user FROM events WHERE time < ? ORDER BY time LIMIT ?'
const DELETE_TEXT = "INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', ?, ?)"
const MERGE_TEXT = "INSERT INTO message_text (message_text, rank) VALUES ('merge', ?)"
const DELETE_IDLE_USER = 'DELETE FROM users WHERE id = ? AND incoming = 0 AND outgoing = 0 AND events = 0'

/** Receipts have rising ids: the search ends at the first one that is young enough. */
const DELETE_RECEIPTS = `
DELETE FROM receipts
WHERE id < ifnull((SELECT id FROM receipts WHERE received_at >= ? ORDER BY id LIMIT 1), ${Number.MAX_SAFE_INTEGER})`

const USED_BYTES = `
SELECT (page_count - freelist_count) * page_size AS bytes
FROM pragma_page_count, pragma_freelist_count, pragma_page_size`
