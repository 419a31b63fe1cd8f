import type { SqliteValue } from '../../sqlite/database'
import type { TrackerStore } from '../store/tracker-store'
import type { EventName } from './names'
import { findEvent, findIntent } from './names'
import { type Scope, within } from './span'

/** One step of a funnel: a message with this intent, or this event. */
export type FunnelStep =
  | { readonly kind: 'intent'; readonly name: string }
  | ({ readonly kind: 'event' } & EventName)

/** What the steps of one pass may be apart: anything, one session, or so many ms from the first to the last. */
export type FunnelBound = 'any' | 'session' | number

export interface FunnelCount {
  /** How many users came as far as this step. */
  readonly users: number
  /** Half of them took no longer from the step before, in ms; undefined for the first step and without users. */
  readonly medianMs: number | undefined
}

/**
 * How many users passed each step within the scope, in this order: each at the first chance after the step before.
 * A step that was never seen has no users, and neither have those after it.
 */
export function readFunnel(
  store: TrackerStore,
  scope: Scope,
  steps: readonly FunnelStep[],
  bound: FunnelBound = 'any',
): readonly FunnelCount[] {
  const passed = walkFunnel(store, scope, steps, bound)
  return steps.map((_, step) => {
    if (step >= passed) return { users: 0, medianMs: undefined }
    const { users } = store.prepare(`SELECT count(DISTINCT user) AS users FROM passes_${step}`).get() as {
      users: number
    }
    return { users, medianMs: step === 0 || users === 0 ? undefined : median(store, step, users, bound) }
  })
}

/** Fills the table of passes. @returns how many of the steps were ever seen, from the first one on */
function walkFunnel(
  store: TrackerStore,
  scope: Scope,
  steps: readonly FunnelStep[],
  bound: FunnelBound,
): number {
  store.database.exec(PASSES)
  if (steps.length > MAX_STEPS) throw new RangeError(`a funnel has at most ${MAX_STEPS} steps`)
  for (const [index, step] of steps.entries()) {
    const id = step.kind === 'intent' ? findIntent(store, step.name) : findEvent(store, step)
    if (id === undefined) return index
    const [table, column] = step.kind === 'intent' ? ['messages', 'intent'] : ['events', 'event']
    if (index === 0) enter(store, scope, `${table} n WHERE n.${column} = ?`, id, bound)
    else follow(store, scope, { table, column, id, index, bound, isAgain: isSame(step, steps[index - 1]) })
  }
  return steps.length
}

/** Without a bound, only a user's first chance counts; with one, a later one may lead further. */
function enter(store: TrackerStore, scope: Scope, rest: string, id: number, bound: FunnelBound): void {
  const { sql, values } = within(scope, 'n', 'time')
  const [time, group] = bound === 'any' ? ['min(n.time)', 'GROUP BY n.user'] : ['n.time', '']
  const session = bound === 'session' ? 'n.session' : '0'
  store
    .prepare(
      `INSERT INTO passes_0 SELECT n.user, ${time}, ${time}, ${session}, 0
       FROM ${rest} AND ${sql} ${group}`,
    )
    .run(id, ...values)
}

interface Follow {
  readonly table: string
  readonly column: string
  readonly id: number
  readonly index: number
  readonly bound: FunnelBound
  /** true where it is the same as the step before: it has to come later. */
  readonly isAgain: boolean
}

function follow(
  store: TrackerStore,
  { to }: Scope,
  { table, column, id, index, bound, isAgain }: Follow,
): void {
  const session = bound === 'session' ? 'AND n.session = p.session' : ''
  const window = typeof bound === 'number' ? 'min(?, p.start + ?)' : '?'
  const end: readonly SqliteValue[] = typeof bound === 'number' ? [to, bound] : [to]
  store
    .prepare(
      `INSERT INTO passes_${index} SELECT user, start, next, session, next - time FROM (
         SELECT p.*, (
           SELECT min(n.time) FROM ${table} n
           WHERE n.${column} = ? AND n.user = p.user AND n.time ${isAgain ? '>' : '>='} p.time AND n.time < ${window}
           ${session}
         ) AS next FROM passes_${index - 1} p
       ) WHERE next IS NOT NULL`,
    )
    .run(id, ...end)
}

/** Each user counts with the quickest pass. */
function median(store: TrackerStore, step: number, users: number, bound: FunnelBound): number {
  const quickest = bound === 'any' ? 'took' : 'min(took) AS took'
  const group = bound === 'any' ? '' : 'GROUP BY user'
  const row = store
    .prepare(`SELECT ${quickest} FROM passes_${step} ${group} ORDER BY took LIMIT 1 OFFSET ?`)
    .get(Math.floor((users - 1) / 2))
  return (row as { readonly took: number }).took
}

/** So many steps a funnel may have. */
export const MAX_STEPS = 6

/** In the memory of this connection: a table for each step, a row for each pass of it. */
const PASSES = Array.from(
  { length: MAX_STEPS },
  (_, step) => `
CREATE TEMP TABLE IF NOT EXISTS passes_${step} (
  user INTEGER NOT NULL, start INTEGER NOT NULL, time INTEGER NOT NULL, session INTEGER, took INTEGER NOT NULL
) STRICT;
DELETE FROM passes_${step}`,
).join(';')

function isSame(a: FunnelStep, b: FunnelStep | undefined): boolean {
  return (
    b !== undefined &&
    a.kind === b.kind &&
    a.name === b.name &&
    (a.kind === 'intent' || b.kind === 'intent' || a.type === b.type)
  )
}
