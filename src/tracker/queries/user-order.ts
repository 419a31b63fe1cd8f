import { type Condition, type Scope, type TimeSpan, within } from './span'

/** In which order users are listed, the greatest first. */
export type UserOrder = 'latest' | 'first' | 'messages' | 'sessions' | 'events' | 'revenue'

/** By what of all time, for a FROM clause with `users u`. */
export const USER_PLACES: Readonly<Record<UserOrder, string>> = {
  latest: 'u.last_seen',
  first: 'u.first_seen',
  messages: 'u.incoming + u.outgoing',
  sessions: 'u.sessions',
  events: 'u.events',
  revenue: 'u.revenue',
}

export const USER_ORDERS = Object.keys(USER_PLACES) as readonly UserOrder[]

/** An index by user and time is read as a whole for a long span: rows by time would each be looked up for their user. */
const COUNTED = {
  messages: ['count(*)', 'messages x INDEXED BY messages_by_user', 'time'],
  sessions: ['count(*)', 'sessions x INDEXED BY sessions_by_user', 'started_at'],
  events: ['count(*)', 'events x INDEXED BY events_by_user', 'time'],
  revenue: ['sum(x.amount)', 'events x', 'time'],
} as const

/**
 * A query for what is counted of each user (`user`) within the scope (`place`). undefined for an order that does not
 * count, and for all time, where the users' own rows say it.
 *
 * @param extent of all that is stored: where it lies within the scope, the users' own rows are read
 */
export function placesWithin(
  order: UserOrder,
  scope: Scope | undefined,
  extent: TimeSpan | undefined,
): Condition | undefined {
  if (scope === undefined || order === 'latest' || order === 'first') return undefined
  const { from, to } = scope
  if (from === Number.MIN_SAFE_INTEGER && to === Number.MAX_SAFE_INTEGER) return undefined
  if (order !== 'revenue' && extent !== undefined && from <= extent.from && extent.to <= to) {
    const count = USER_PLACES[order]
    return { sql: `SELECT u.id AS user, ${count} AS place FROM users u WHERE ${count} > 0`, values: [] }
  }
  const [place, table, column] = COUNTED[order]
  const { sql, values } = within({ from, to }, 'x', column)
  const rest = order === 'revenue' ? 'AND x.amount IS NOT NULL' : ''
  return {
    sql: `SELECT x.user, ${place} AS place FROM ${table} WHERE ${sql} ${rest} GROUP BY x.user`,
    values,
  }
}
