import { NOT_HANDLED } from '../../wire/not-handled'
import type { TrackerStore } from '../store/tracker-store'
import { findIntent } from './names'
import { type Scope, within } from './span'
import { type NamedUser, type NamedUserRow, toNamedUser } from './user'

/** A session, by its last message. */
export interface SessionEnd {
  /** The last message: its row. */
  readonly id: number
  readonly time: number
  readonly incoming: boolean
  readonly text: string
  readonly user: NamedUser
}

type Row = Omit<SessionEnd, 'user' | 'incoming'> & NamedUserRow & { readonly incoming: number }

/** The latest sessions that began within the scope and ended with an intent. */
export function readSessionEnds(
  store: TrackerStore,
  intent: string,
  scope: Scope,
  limit = 12,
): readonly SessionEnd[] {
  const id = findIntent(store, intent)
  if (id === undefined) return []
  const { sql, values } = within(
    { ...scope, from: firstOfLatest(store, id, scope, limit) },
    's',
    'started_at',
  )
  const isMissed = intent === NOT_HANDLED
  const rows = store
    .prepare(
      `SELECT m.id, m.time, m.incoming, m.text, u.user_id AS userId, u.name, u.handle FROM (
         SELECT s.started_at, (
           SELECT n.id FROM messages n WHERE n.user = s.user AND n.time <= s.ended_at AND n.session = s.id
           ORDER BY n.time DESC, n.id DESC LIMIT 1
         ) AS message
         FROM sessions s WHERE ${sql} AND s.turn_not_handled = ? ${isMissed ? '' : 'AND s.last_intent = ?'}
         ORDER BY s.started_at DESC LIMIT ?
       ) e JOIN messages m ON m.id = e.message JOIN users u ON u.id = m.user ORDER BY e.started_at DESC`,
    )
    .all(...values, Number(isMissed), ...(isMissed ? [] : [id]), limit) as readonly Row[]
  return rows.map((row) => {
    const { time, text } = row
    return { id: row.id, time, text, incoming: row.incoming === 1, user: toNamedUser(row) }
  })
}

/** The start of the day from which on enough sessions ended with the intent; of the scope, where fewer did. */
function firstOfLatest(store: TrackerStore, intent: number, scope: Scope, limit: number): number {
  const { sql, values } = within(scope, 's', 'day')
  const row = store
    .prepare(
      `SELECT day FROM (
         SELECT s.day, sum(s.sessions) OVER (ORDER BY s.day DESC) AS sessions
         FROM session_days s WHERE s.intent = ? AND ${sql}
       ) WHERE sessions >= ? ORDER BY day DESC LIMIT 1`,
    )
    .get(intent, ...values, limit)
  return (row as { readonly day: number } | undefined)?.day ?? scope.from
}
