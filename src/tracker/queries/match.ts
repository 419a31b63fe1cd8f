import type { SqliteValue } from '../../sqlite/database'
import type { TrackerStore } from '../store/tracker-store'
import { findEvent, findIntent } from './names'
import { within } from './span'
import type { UserFilter } from './user-filter'

/** The message or event for which a user is listed. */
export type Match = MatchedMessage | MatchedEvent

export interface MatchedMessage {
  readonly kind: 'message'
  readonly id: number
  readonly time: number
  readonly incoming: boolean
  readonly text: string
  readonly intent: string | undefined
}

export interface MatchedEvent {
  readonly kind: 'event'
  readonly id: number
  readonly time: number
  readonly type: string
  readonly name: string
}

/**
 * What of the user passes the filter: the message that was found (`hit` is its row), else the latest message with the
 * intent, else the latest event, else the latest message.
 */
export function readMatch(
  store: TrackerStore,
  user: number,
  { terms, intent, event, scope }: UserFilter,
  hit: number,
): Match | undefined {
  if (terms !== undefined) return readMessage(store, 'm.id = ?', hit)
  const time = scope === undefined ? EVER : within({ ...scope, bot: undefined }, 'x', 'time')
  if (intent !== undefined) {
    const id = findIntent(store, intent) ?? 0
    const found = latest(
      store,
      `messages x WHERE x.intent = ? AND x.user = ? AND ${time.sql}`,
      id,
      user,
      ...time.values,
    )
    return found === undefined ? undefined : readMessage(store, 'm.id = ?', found)
  }
  if (event !== undefined) {
    const id = findEvent(store, event) ?? 0
    const found = latest(
      store,
      `events x WHERE x.event = ? AND x.user = ? AND ${time.sql}`,
      id,
      user,
      ...time.values,
    )
    return found === undefined ? undefined : readEvent(store, found)
  }
  const found = latest(store, `messages x WHERE x.user = ? AND ${time.sql}`, user, ...time.values)
  return found === undefined ? undefined : readMessage(store, 'm.id = ?', found)
}

const EVER = { sql: 'TRUE', values: [] }

function latest(store: TrackerStore, rest: string, ...values: readonly SqliteValue[]): number | undefined {
  const row = store.prepare(`SELECT x.id FROM ${rest} ORDER BY x.time DESC, x.id DESC LIMIT 1`).get(...values)
  return (row as { readonly id: number } | undefined)?.id
}

function readMessage(store: TrackerStore, where: string, id: number): MatchedMessage | undefined {
  const row = store
    .prepare(
      `SELECT m.id, m.time, m.incoming, m.text, i.name AS intent
       FROM messages m LEFT JOIN intents i ON i.id = m.intent WHERE ${where}`,
    )
    .get(id) as
    | { id: number; time: number; incoming: number; text: string; intent: string | null }
    | undefined
  if (row === undefined) return undefined
  const { time, text } = row
  return {
    kind: 'message',
    id: row.id,
    time,
    incoming: row.incoming === 1,
    text,
    intent: row.intent ?? undefined,
  }
}

function readEvent(store: TrackerStore, id: number): MatchedEvent | undefined {
  const row = store
    .prepare(
      'SELECT v.id, v.time, e.type, e.name FROM events v JOIN event_names e ON e.id = v.event WHERE v.id = ?',
    )
    .get(id) as Omit<MatchedEvent, 'kind'> | undefined
  if (row === undefined) return undefined
  return { kind: 'event', id: row.id, time: row.time, type: row.type, name: row.name }
}
