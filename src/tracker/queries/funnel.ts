import type { SqliteValue } from '../../sqlite/database'
import type { TrackerStore } from '../store/tracker-store'
import type { EventName } from './names'
import { findEvent, findIntent } from './names'
import { type Condition, type Scope, within } from './span'
import { type NamedUser, type NamedUserRow, toNamedUser } from './user'

/** One step of a funnel: a message with this intent, or this event. */
export type FunnelStep =
  | { readonly kind: 'intent'; readonly name: string }
  | ({ readonly kind: 'event' } & EventName)

/** What the steps of one pass may be apart: anything, one session, or so many ms from the first to the last. */
export type FunnelBound = 'any' | 'session' | number

export interface FunnelCount {
  /** How many users came as far as this step. */
  readonly users: number
  /** How many of them by the moment that the query asks for; all of them where it names none. */
  readonly usersUntil: number
  /** Half of them took no longer from the step before, in ms; undefined for the first step and without users. */
  readonly medianMs: number | undefined
}

/** A user who came to a step and not to the next one, and the last message or event that passed the step. */
export interface FunnelLeaver {
  readonly user: NamedUser
  readonly kind: 'message' | 'event'
  /** The row. */
  readonly id: number
  readonly time: number
}

export interface FunnelQuery {
  readonly scope: Scope
  readonly steps: readonly FunnelStep[]
  /** @default 'any' */
  readonly bound?: FunnelBound
  /** ms since the epoch: who passed a step before this moment is counted apart, too. */
  readonly until?: number | undefined
}

/** So many steps a funnel may have. */
export const MAX_STEPS = 6

/**
 * How many users passed each step within the scope, in this order: each at the first chance after the step before.
 * A step that was never seen has no users, and neither have those after it.
 */
export function readFunnel(store: TrackerStore, query: FunnelQuery): readonly FunnelCount[] {
  const passes = walkFunnel(store, query)
  return query.steps.map((_, step) => {
    const rows = passes[step]
    return rows === undefined ? NOBODY : countStep(store, step, rows, query.until)
  })
}

const NOBODY: FunnelCount = { users: 0, usersUntil: 0, medianMs: undefined }

/** Who left after the step with this index, the latest first. */
export function readFunnelLeavers(
  store: TrackerStore,
  query: FunnelQuery,
  step: number,
  limit = 50,
): readonly FunnelLeaver[] {
  const passes = walkFunnel(store, { ...query, steps: query.steps.slice(0, step + 2) })
  const last = query.steps[step]
  const reached = passes[step]
  if (last === undefined || reached === undefined) return []
  const { table, column, id } = tableOf(store, last)
  const stayed =
    passes[step + 1] === undefined ? '' : `WHERE user NOT IN (SELECT user FROM passes_${step + 1})`
  const rows = store
    .prepare(
      `SELECT l.time, u.user_id AS userId, u.name, u.handle, (
         SELECT n.id FROM ${table} n WHERE n.${column} = ? AND n.user = l.user AND n.time = l.time LIMIT 1
       ) AS id FROM (
         SELECT user, max(time) AS time FROM ${reached.sql} ${stayed} GROUP BY user ORDER BY max(time) DESC LIMIT ?
       ) l JOIN users u ON u.id = l.user ORDER BY l.time DESC`,
    )
    .all(id ?? 0, ...reached.values, limit) as (NamedUserRow & Pick<FunnelLeaver, 'id' | 'time'>)[]
  const kind = last.kind === 'intent' ? 'message' : 'event'
  return rows.map((row) => ({ kind, id: row.id, time: row.time, user: toNamedUser(row) }))
}

/** Finds the passes. @returns where the rows of each step are, for a FROM clause, up to the first that was never seen */
function walkFunnel(store: TrackerStore, { scope, steps, bound = 'any' }: FunnelQuery): readonly Condition[] {
  store.database.exec(PASSES)
  if (steps.length > MAX_STEPS) throw new RangeError(`a funnel has at most ${MAX_STEPS} steps`)
  const passes: Condition[] = []
  for (const [index, step] of steps.entries()) {
    const { table, column, id } = tableOf(store, step)
    if (id === undefined) return passes
    const before = passes.at(-1)
    if (before === undefined) passes.push(enter(store, scope, `${table} n WHERE n.${column} = ?`, id, bound))
    else {
      const same = steps.slice(0, index).findLastIndex((earlier) => isSame(step, earlier))
      follow(store, scope, { table, column, id, index, bound, before, same })
      passes.push({ sql: `passes_${index}`, values: [] })
    }
  }
  return passes
}

/** Where the step's rows are, and which; without an id where there were none. */
function tableOf(store: TrackerStore, step: FunnelStep) {
  return step.kind === 'intent'
    ? { table: 'messages', column: 'intent', id: findIntent(store, step.name) }
    : { table: 'events', column: 'event', id: findEvent(store, step) }
}

/**
 * Without a bound, only a user's first chance counts; with one, a later one may lead further: then the first step's rows
 * are read where they stand.
 */
function enter(store: TrackerStore, scope: Scope, rest: string, id: number, bound: FunnelBound): Condition {
  const { sql, values } = within(scope, 'n', 'time')
  if (bound !== 'any') {
    const session = bound === 'session' ? 'n.session' : '0'
    return {
      sql: `(SELECT n.user, n.time AS start, ${session} AS session, n.time FROM ${rest} AND ${sql})`,
      values: [id, ...values],
    }
  }
  store
    .prepare(
      `INSERT INTO passes_0 SELECT n.user, min(n.time), 0, min(n.time), 0 FROM ${rest} AND ${sql} GROUP BY n.user`,
    )
    .run(id, ...values)
  return { sql: 'passes_0', values: [] }
}

interface Follow {
  readonly table: string
  readonly column: string
  readonly id: number
  readonly index: number
  readonly bound: FunnelBound
  readonly before: Condition
  /** The last earlier step that is the same, which it has to come later than; -1 without one. */
  readonly same: number
}

/** The groups are the rows of the step before, in their order, so that nothing is sorted. */
function follow(
  store: TrackerStore,
  { to }: Scope,
  { table, column, id, index, bound, before, same }: Follow,
): void {
  const again = same < 0 ? '' : `AND n.time > ${timeOf(same)}`
  const session = bound === 'session' ? 'AND n.session = p.session' : ''
  const window = typeof bound === 'number' ? 'min(?, p.start + ?)' : '?'
  const end: readonly SqliteValue[] = typeof bound === 'number' ? [to, bound] : [to]
  store
    .prepare(
      `INSERT INTO passes_${index}
       SELECT p.user, p.start, p.session, min(n.time), min(n.time) - p.time
       FROM ${before.sql} p CROSS JOIN ${table} n
       WHERE n.${column} = ? AND n.user = p.user AND n.time >= p.time AND n.time < ${window} ${again} ${session}
       GROUP BY p.user, p.start, p.session`,
    )
    .run(...before.values, id, ...end)
}

/** When the pass `p` was at this step. */
function timeOf(step: number): string {
  if (step === 0) return 'p.start'
  return `(SELECT s.time FROM passes_${step} s WHERE (s.user, s.start, s.session) = (p.user, p.start, p.session))`
}

interface StepRow {
  readonly users: number
  readonly usersUntil: number
  /** JSON: each user's quickest pass from the step before, in ms. */
  readonly took: string
}

/** Each user counts with the first pass and the quickest one; the rows stand in the order of users. */
function countStep(
  store: TrackerStore,
  step: number,
  { sql, values }: Condition,
  until: number | undefined,
): FunnelCount {
  const [took, list] = step === 0 ? ['0', "'[]'"] : ['min(took)', 'json_group_array(took)']
  const { users, usersUntil, ...row } = store
    .prepare(
      `SELECT count(*) AS users, count(*) FILTER (WHERE time < ?) AS usersUntil, ${list} AS took
       FROM (SELECT min(time) AS time, ${took} AS took FROM ${sql} GROUP BY user)`,
    )
    .get(until ?? Number.MAX_SAFE_INTEGER, ...values) as StepRow
  const times = Float64Array.from(JSON.parse(row.took) as number[]).sort()
  return { users, usersUntil, medianMs: times[Math.floor((users - 1) / 2)] }
}

/** In the memory of this connection: a table for each step, a row for each pass of it, by user. */
const PASSES = Array.from(
  { length: MAX_STEPS },
  (_, step) => `
CREATE TEMP TABLE IF NOT EXISTS passes_${step} (
  user INTEGER, start INTEGER, session INTEGER, time INTEGER, took INTEGER, PRIMARY KEY (user, start, session)
) WITHOUT ROWID;
DELETE FROM passes_${step}`,
).join(';')

function isSame(a: FunnelStep, b: FunnelStep): boolean {
  return (
    a.kind === b.kind &&
    a.name === b.name &&
    (a.kind === 'intent' || b.kind === 'intent' || a.type === b.type)
  )
}
