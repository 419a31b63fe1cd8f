import type { TrackerStore } from '../store/tracker-store'
import { SUM_UNITS, sumTable } from '../sum-tables'
import type { EventName } from './names'
import { type Scope, type TimeSpan, within } from './span'
import { cutWithin } from './sum-pieces'
import { pieceRows } from './sums'
import { type NamedUser, toNamedUser } from './user'

export interface EventTotal extends EventName {
  readonly count: number
  /** The sum of the amounts; 0 for events without one. */
  readonly amount: number
}

/** How often each event came within the span, and what it brought, most frequent first. */
export function readEventTotals(store: TrackerStore, { bot, ...span }: Scope): readonly EventTotal[] {
  return readEventTotalsOf(store, [span], bot)[0] ?? []
}

/** The same of each of the spans, which may overlap. */
export function readEventTotalsOf(
  store: TrackerStore,
  spans: readonly TimeSpan[],
  bot: number | undefined,
): readonly (readonly EventTotal[])[] {
  const names = readEventNames(store)
  return readEventSums(store, 'event', spans, bot).map((sums) =>
    [...sums]
      .map(([event, { count, amount }]) => ({ ...(names.get(event) ?? NO_NAME), count, amount }))
      .filter(({ count }) => count > 0)
      .sort((one, other) => other.count - one.count || compareNames(one, other)),
  )
}

const NO_NAME: EventName = { type: '', name: '' }

function readEventNames(store: TrackerStore): ReadonlyMap<number, EventName> {
  const rows = store.prepare('SELECT id, type, name FROM event_names').all()
  return new Map((rows as (EventName & { id: number })[]).map(({ id, type, name }) => [id, { type, name }]))
}

function compareNames(one: EventName, other: EventName): number {
  if (one.type !== other.type) return one.type < other.type ? -1 : 1
  return one.name < other.name ? -1 : 1
}

export interface EventSum {
  readonly count: number
  readonly amount: number
}

/**
 * By event, or by the intent before it, within each of the spans.
 *
 * @param revenueOnly leaves events without an amount out
 */
export function readEventSums(
  store: TrackerStore,
  key: 'event' | 'intent',
  spans: readonly TimeSpan[],
  bot: number | undefined,
  revenueOnly = false,
): readonly ReadonlyMap<number, EventSum>[] {
  const sums = spans.map(() => new Map<number, EventSum>())
  const pieces = cutWithin(spans)
  for (const unit of SUM_UNITS) {
    const read = pieces[`${unit}s`]
    if (read.length === 0) continue
    const { from, values } = pieceRows(`${sumTable('event', unit)} s`, `s.${unit}`, read, bot)
    const revenue = revenueOnly
      ? "AND s.event IN (SELECT id FROM event_names WHERE type = 'revenueEvent')"
      : ''
    const rows = store
      .prepare(
        `SELECT r.key AS piece, s.${key} AS id, sum(s.count) AS count, sum(s.amount) AS amount
         FROM ${from} ${revenue} GROUP BY r.key, s.${key} HAVING sum(s.count) > 0`,
      )
      .all(...values) as { piece: number; id: number; count: number; amount: number | null }[]
    for (const { piece, id, count, amount } of rows) {
      const byId = sums[read[piece]?.span ?? -1]
      const sum = byId?.get(id)
      byId?.set(id, {
        count: (sum?.count ?? 0) + count,
        amount: finiteSum((sum?.amount ?? 0) + finiteSum(amount)),
      })
    }
  }
  return sums
}

/** SQLite's sum beyond the largest number is infinite, and null where two such sums cancel out. */
export function finiteSum(sum: number | null): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, sum ?? 0))
}

export interface ShownEvent extends EventName {
  readonly id: number
  readonly time: number
  readonly user: NamedUser
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
      `SELECT v.id, v.time, v.amount, u.user_id AS userId, u.name AS userName, u.handle, e.type, e.name AS event
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
    ) as RecentRow[]
  return rows.map(({ id, time, userId, userName, handle, amount, type, event }) => ({
    ...{ id, time, type, name: event },
    user: toNamedUser({ userId, name: userName, handle }),
    amount: amount ?? undefined,
  }))
}

interface RecentRow {
  readonly id: number
  readonly time: number
  readonly userId: string
  readonly userName: string | null
  readonly handle: string | null
  readonly amount: number | null
  readonly type: string
  readonly event: string
}
