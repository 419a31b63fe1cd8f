import type { SqliteValue } from '../../sqlite/database'
import type { TrackerStore } from '../store/tracker-store'
import type { EventName } from './names'
import { findEvent, findIntent } from './names'
import type { SearchTerms } from './search-terms'
import { matchExpression } from './search-terms'

/** A search for a common word looks through its latest matches only, so that it never takes long. */
const MAX_HITS = 20_000

/** The users for whom all of it holds. */
export interface UserFilter {
  /** Wrote, or was told, something with these words. */
  readonly terms?: SearchTerms | undefined
  /** Has an id that begins like this. */
  readonly idPrefix?: string | undefined
  /** Had a message with this intent. */
  readonly intent?: string | undefined
  /** Had this event. */
  readonly event?: EventName | undefined
}

/** Where the next page begins: the last row's place in the order, and its row. */
export interface UserCursor {
  readonly place: number
  readonly id: number
}

export interface UserRow {
  readonly userId: string
  readonly lastSeen: number
  readonly incoming: number
  readonly outgoing: number
  readonly events: number
  /** The latest message, or the latest with the words; undefined for users with events only. */
  readonly message: LastMessage | undefined
}

export interface LastMessage {
  readonly id: number
  readonly time: number
  readonly incoming: boolean
  readonly text: string
  readonly intent: string | undefined
}

export interface UserPage {
  readonly rows: readonly UserRow[]
  readonly next: UserCursor | undefined
}

interface Found {
  readonly id: number
  readonly user_id: string
  readonly last_seen: number
  readonly incoming: number
  readonly outgoing: number
  readonly events: number
  readonly place: number
}

const START: UserCursor = { place: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER }

/**
 * The users who pass the filter: whoever was seen last comes first, or whoever had the latest message with the words.
 */
export function readUsers(
  store: TrackerStore,
  filter: UserFilter,
  { after = START, limit = 25 }: { readonly after?: UserCursor | undefined; readonly limit?: number } = {},
): UserPage {
  const conditions = readConditions(store, filter)
  if (conditions === undefined || filter.terms?.words.length === 0) return { rows: [], next: undefined }
  const found =
    filter.terms === undefined
      ? findBySeen(store, conditions, after, limit + 1)
      : findByText(store, filter.terms, conditions, after, limit + 1)
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    rows: page.map((user) => toRow(user, readMessage(store, user, filter.terms !== undefined))),
    next: found.length > limit && last !== undefined ? { place: last.place, id: last.id } : undefined,
  }
}

interface Conditions {
  readonly sql: string
  readonly values: readonly SqliteValue[]
}

/** undefined where nobody can pass, because an intent or event was never seen. */
function readConditions(
  store: TrackerStore,
  { idPrefix, intent, event }: UserFilter,
): Conditions | undefined {
  const parts: string[] = []
  const values: SqliteValue[] = []
  if (idPrefix !== undefined) {
    parts.push('AND u.user_id >= ? AND u.user_id < ?')
    values.push(idPrefix, `${idPrefix}\u{10FFFF}`)
  }
  if (intent !== undefined) {
    const id = findIntent(store, intent)
    if (id === undefined) return undefined
    parts.push('AND u.id IN (SELECT user FROM messages WHERE intent = ?)')
    values.push(id)
  }
  if (event !== undefined) {
    const id = findEvent(store, event)
    if (id === undefined) return undefined
    parts.push('AND EXISTS (SELECT 1 FROM events e WHERE e.event = ? AND e.user = u.id)')
    values.push(id)
  }
  return { sql: parts.join(' '), values }
}

const USER_COLUMNS = 'u.id, u.user_id, u.last_seen, u.incoming, u.outgoing, u.events'

function findBySeen(
  store: TrackerStore,
  { sql, values }: Conditions,
  after: UserCursor,
  limit: number,
): Found[] {
  return store
    .prepare(
      `SELECT ${USER_COLUMNS}, u.last_seen AS place FROM users u
       WHERE (u.last_seen, u.id) < (?, ?) ${sql}
       ORDER BY u.last_seen DESC, u.id DESC LIMIT ?`,
    )
    .all(after.place, after.id, ...values, limit) as Found[]
}

function findByText(
  store: TrackerStore,
  terms: SearchTerms,
  { sql, values }: Conditions,
  after: UserCursor,
  limit: number,
): Found[] {
  return store
    .prepare(
      `WITH hits AS (
         SELECT rowid AS id FROM message_text WHERE message_text MATCH ? ORDER BY rowid DESC LIMIT ${MAX_HITS}
       ), latest AS (
         SELECT m.user, max(m.id) AS place FROM hits JOIN messages m ON m.id = hits.id GROUP BY m.user
       )
       SELECT ${USER_COLUMNS}, l.place FROM latest l JOIN users u ON u.id = l.user
       WHERE l.place < ? ${sql} ORDER BY l.place DESC LIMIT ?`,
    )
    .all(matchExpression(terms), after.place, ...values, limit) as Found[]
}

function readMessage(store: TrackerStore, user: Found, isHit: boolean): LastMessage | undefined {
  const where = isHit ? 'm.id = ?' : 'm.user = ? ORDER BY m.time DESC, m.id DESC LIMIT 1'
  const row = store
    .prepare(
      `SELECT m.id, m.time, m.incoming, m.text, i.name AS intent
       FROM messages m LEFT JOIN intents i ON i.id = m.intent WHERE ${where}`,
    )
    .get(isHit ? user.place : user.id) as
    | { id: number; time: number; incoming: number; text: string; intent: string | null }
    | undefined
  if (row === undefined) return undefined
  return {
    id: row.id,
    time: row.time,
    incoming: row.incoming === 1,
    text: row.text,
    intent: row.intent ?? undefined,
  }
}

function toRow(user: Found, message: LastMessage | undefined): UserRow {
  return {
    userId: user.user_id,
    lastSeen: user.last_seen,
    incoming: user.incoming,
    outgoing: user.outgoing,
    events: user.events,
    message,
  }
}

/** true where the words are so common that the search left older messages out. */
export function isCutShort(store: TrackerStore, terms: SearchTerms): boolean {
  if (terms.words.length === 0) return false
  const { hits } = store
    .prepare(
      `SELECT count(*) AS hits FROM (SELECT 1 FROM message_text WHERE message_text MATCH ? LIMIT ${MAX_HITS + 1})`,
    )
    .get(matchExpression(terms)) as { hits: number }
  return hits > MAX_HITS
}
