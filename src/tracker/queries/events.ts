import type { TrackerStore } from '../store/tracker-store'
import type { EventName } from './names'
import { type Scope, within } from './span'
import { finiteSum } from './totals'

export interface EventTotal extends EventName {
  readonly count: number
  /** The sum of the amounts; 0 for events without one. */
  readonly amount: number
}

/** How often each event came within the span, and what it brought, most frequent first. */
export function readEventTotals(store: TrackerStore, scope: Scope): readonly EventTotal[] {
  const { sql, values } = within(scope, 's', 'slot')
  const rows = store
    .prepare(
      `SELECT e.type, e.name, sum(s.count) AS count, sum(s.amount) AS amount
       FROM event_slots s JOIN event_names e ON e.id = s.event
       WHERE ${sql}
       GROUP BY s.event ORDER BY sum(s.count) DESC, e.type, e.name`,
    )
    .all(...values) as EventTotal[]
  return rows.map(({ type, name, count, amount }) => ({ type, name, count, amount: finiteSum(amount) }))
}

export interface ShownEvent extends EventName {
  readonly id: number
  readonly time: number
  readonly userId: string
  readonly amount: number | undefined
}

export interface EventFilter {
  readonly type?: string | undefined
  readonly name?: string | undefined
  /** Events older than this one: its time and id. */
  readonly before?: { readonly time: number; readonly id: number } | undefined
}

/** The span's latest events of a type or name. */
export function readRecentEvents(
  store: TrackerStore,
  scope: Scope,
  { type, name, before = { time: scope.to, id: 0 } }: EventFilter,
  limit: number,
): readonly ShownEvent[] {
  const { sql, values } = within(scope, 'v', 'time')
  const rows = store
    .prepare(
      `SELECT v.id, v.time, v.amount, u.user_id AS userId, e.type, e.name
       FROM events v JOIN event_names e ON e.id = v.event JOIN users u ON u.id = v.user
       WHERE ${sql} AND (v.time, v.id) < (?, ?)
         ${type === undefined ? '' : 'AND e.type = ?'} ${name === undefined ? '' : 'AND e.name = ?'}
       ORDER BY v.time DESC, v.id DESC LIMIT ?`,
    )
    .all(
      ...values,
      before.time,
      before.id,
      ...[type, name].filter((value) => value !== undefined),
      limit,
    ) as (Omit<ShownEvent, 'amount'> & { amount: number | null })[]
  return rows.map(({ id, time, userId, amount, ...event }) => ({
    id,
    time,
    userId,
    amount: amount ?? undefined,
    type: event.type,
    name: event.name,
  }))
}
