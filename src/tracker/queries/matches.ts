import { matchExpression, type SearchTerms } from '../search/search-terms'
import type { TrackerStore } from '../store/tracker-store'
import type { Match } from './match'
import { findEvent, findIntent } from './names'
import { type TimeSpan, within } from './span'
import type { UserFilter } from './user-filter'

/** Where a conversation has what was looked for. */
export type MatchPlace = Pick<Match, 'kind' | 'id' | 'time'>

/** More than so many are not stepped through: the latest ones are. */
const MAX_MATCHES = 1_000

/** As many of the latest messages of all users with the terms are looked through as for the list of users. */
const MAX_HITS = 20_000

const EVER: TimeSpan = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER }

/**
 * The places in a user's conversation (the row in `users`) that the list of users leads to, oldest first: the messages
 * with the terms, else those with the intent, else the events. Empty without any of these conditions.
 */
export function readMatches(
  store: TrackerStore,
  user: number,
  { terms, intent, event, scope = EVER }: UserFilter,
): readonly MatchPlace[] {
  const span = { from: scope.from, to: scope.to }
  if (terms !== undefined) return terms.length === 0 ? [] : withTerms(store, user, terms, span)
  if (intent !== undefined)
    return withName(store, user, 'messages', 'intent', findIntent(store, intent), span)
  if (event !== undefined) return withName(store, user, 'events', 'event', findEvent(store, event), span)
  return []
}

/** What of a conversation is counted. */
export type UserPart = 'incoming' | 'outgoing' | 'sessions' | 'events' | 'revenue'

const PARTS: Readonly<Record<UserPart, readonly [kind: Match['kind'], rows: string]>> = {
  incoming: ['message', 'SELECT id, time FROM messages WHERE user = ? AND incoming = 1'],
  outgoing: ['message', 'SELECT id, time FROM messages WHERE user = ? AND incoming = 0'],
  // The first message of each session: a bare column has the row of the minimum.
  sessions: ['message', 'SELECT id, min(time) AS time FROM messages WHERE user = ? GROUP BY session'],
  events: ['event', 'SELECT id, time FROM events WHERE user = ?'],
  revenue: ['event', 'SELECT id, time FROM events WHERE user = ? AND amount IS NOT NULL'],
}

export const USER_PARTS = Object.keys(PARTS) as readonly UserPart[]

/** The latest places of a part of the user's conversation (the row in `users`), oldest first. */
export function readPart(store: TrackerStore, user: number, part: UserPart): readonly MatchPlace[] {
  const [kind, rows] = PARTS[part]
  const sql = `SELECT id, time FROM (${rows}) ORDER BY time DESC, id DESC LIMIT ${MAX_MATCHES}`
  return toPlaces(kind, store.prepare(sql).all(user))
}

function withTerms(
  store: TrackerStore,
  user: number,
  terms: SearchTerms,
  span: TimeSpan,
): readonly MatchPlace[] {
  const { sql, values } = within(span, 'm', 'time')
  const rows = store
    .prepare(
      `WITH reach AS (SELECT min(id) AS first, max(id) AS last FROM messages WHERE user = ?1),
       hits AS (
         SELECT rowid AS id FROM message_text
         WHERE message_text MATCH ?2 AND rowid BETWEEN (SELECT first FROM reach) AND (SELECT last FROM reach)
         ORDER BY rowid DESC LIMIT ${MAX_HITS}
       )
       SELECT m.id, m.time FROM hits CROSS JOIN messages m ON m.id = hits.id
       WHERE m.user = ?1 AND ${sql} ORDER BY m.time DESC, m.id DESC LIMIT ${MAX_MATCHES}`,
    )
    .all(user, matchExpression(terms), ...values)
  return toPlaces('message', rows)
}

function withName(
  store: TrackerStore,
  user: number,
  table: 'messages' | 'events',
  column: 'intent' | 'event',
  name: number | undefined,
  span: TimeSpan,
): readonly MatchPlace[] {
  const { sql, values } = within(span, 'x', 'time')
  const rows = store
    .prepare(
      `SELECT x.id, x.time FROM ${table} x
       WHERE x.${column} = ? AND x.user = ? AND ${sql} ORDER BY x.time DESC, x.id DESC LIMIT ${MAX_MATCHES}`,
    )
    .all(name ?? 0, user, ...values)
  return toPlaces(table === 'messages' ? 'message' : 'event', rows)
}

function toPlaces(kind: Match['kind'], latestFirst: readonly unknown[]): readonly MatchPlace[] {
  const rows = latestFirst as readonly { readonly id: number; readonly time: number }[]
  return rows.map(({ id, time }) => ({ kind, id, time })).reverse()
}
