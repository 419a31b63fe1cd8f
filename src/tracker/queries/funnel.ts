import type { SqliteValue } from '../../sqlite/database'
import type { TrackerStore } from '../store/tracker-store'
import type { EventName } from './names'
import { findEvent, findIntent } from './names'
import type { TimeSpan } from './span'

/** One step of a funnel: a message with this intent, or this event. */
export type FunnelStep =
  | { readonly kind: 'intent'; readonly name: string }
  | ({ readonly kind: 'event' } & EventName)

export interface FunnelCount {
  /** How many users came as far as this step. */
  readonly users: number
  /** How long they took from the step before on average, in ms; undefined for the first step and without users. */
  readonly averageMs: number | undefined
}

/**
 * How many users passed each step within the span, in this order: each at its first chance after the step before.
 * A step that was never seen has no users, and neither have those after it.
 */
export function readFunnel(
  store: TrackerStore,
  { from, to }: TimeSpan,
  steps: readonly FunnelStep[],
): readonly FunnelCount[] {
  const ids = steps.map((step) =>
    step.kind === 'intent' ? findIntent(store, step.name) : findEvent(store, step),
  )
  const unknown = ids.indexOf(undefined)
  const known = unknown === -1 ? steps : steps.slice(0, unknown)
  const rest = steps.slice(known.length).map(() => ({ users: 0, averageMs: undefined }))
  if (known.length === 0) return rest

  const parts: string[] = []
  const values: SqliteValue[] = []
  known.forEach((step, index) => {
    const [table, column] = step.kind === 'intent' ? ['messages', 'intent'] : ['events', 'event']
    const id = ids[index] as number
    if (index === 0) {
      parts.push(`s0 AS MATERIALIZED (
        SELECT user, min(time) AS time, 0 AS took FROM ${table}
        WHERE ${column} = ? AND time >= ? AND time < ? GROUP BY user)`)
      values.push(id, from, to)
      return
    }
    const again = isSame(step, known[index - 1] as FunnelStep) ? '>' : '>='
    parts.push(`s${index} AS MATERIALIZED (
      SELECT p.user, min(n.time) AS time, min(n.time) - p.time AS took
      FROM ${table} n CROSS JOIN s${index - 1} p ON p.user = n.user AND n.time ${again} p.time
      WHERE n.${column} = ? AND n.time >= ? AND n.time < ? GROUP BY p.user, p.time)`)
    values.push(id, from, to)
  })
  const counts = known.map(
    (_, index) => `SELECT ${index} AS step, count(*) AS users, avg(took) AS took FROM s${index}`,
  )
  const rows = store
    .prepare(`WITH ${parts.join(', ')} ${counts.join(' UNION ALL ')} ORDER BY step`)
    .all(...values) as { users: number; took: number | null }[]
  const passed = rows.map(({ users, took }, index) => ({
    users,
    averageMs: index === 0 ? undefined : (took ?? undefined),
  }))
  return [...passed, ...rest]
}

function isSame(a: FunnelStep, b: FunnelStep): boolean {
  return (
    a.kind === b.kind &&
    a.name === b.name &&
    (a.kind === 'intent' || b.kind === 'intent' || a.type === b.type)
  )
}
