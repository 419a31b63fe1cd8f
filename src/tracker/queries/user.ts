import type { TrackerStore } from '../store/tracker-store'

/** What is known of one user. */
export interface User {
  /** The row in `users`. */
  readonly id: number
  readonly userId: string
  readonly firstSeen: number
  readonly lastSeen: number
  readonly incoming: number
  readonly outgoing: number
  readonly events: number
  readonly sessions: number
  readonly revenue: number
}

/** undefined where nobody of this id was seen. */
export function readUser(store: TrackerStore, userId: string): User | undefined {
  const row = store
    .prepare(
      `SELECT id, user_id AS userId, first_seen AS firstSeen, last_seen AS lastSeen, incoming, outgoing, events
       FROM users WHERE user_id = ?`,
    )
    .get(userId) as Omit<User, 'sessions' | 'revenue'> | undefined
  if (row === undefined) return undefined
  const { sessions } = store
    .prepare('SELECT count(*) AS sessions FROM sessions WHERE user = ?')
    .get(row.id) as Pick<User, 'sessions'>
  const { revenue } = store
    .prepare(
      `SELECT ifnull(sum(v.amount), 0) AS revenue
       FROM events v JOIN event_names e ON e.id = v.event AND e.type = 'revenueEvent' WHERE v.user = ?`,
    )
    .get(row.id) as Pick<User, 'revenue'>
  return {
    id: row.id,
    userId: row.userId,
    firstSeen: row.firstSeen,
    lastSeen: row.lastSeen,
    incoming: row.incoming,
    outgoing: row.outgoing,
    events: row.events,
    sessions,
    revenue,
  }
}
