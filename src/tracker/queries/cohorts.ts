import type { TrackerStore } from '../store/tracker-store'
import { ofBot, type TimeSpan, within } from './span'

/** The users who were first seen in one period. */
export interface Cohort {
  readonly users: number
  /** How many of them wrote in the same period, the next one, and so on up to the last. */
  readonly active: readonly number[]
}

/** One cohort for each period; they follow one another, begin and end with a slot, and belong to one bot or to all. */
export function readCohorts(
  store: TrackerStore,
  periods: readonly TimeSpan[],
  bot: number | undefined,
): readonly Cohort[] {
  const cohorts = periods.map((period) => readNewUsers(store, period, bot))
  const cohortOf = new Map(cohorts.flatMap((users, cohort) => users.map((user) => [user, cohort] as const)))
  const active = cohorts.map((_, cohort) => periods.slice(cohort).map(() => 0))
  for (const [index, period] of periods.entries()) {
    for (const user of new Set(readActiveUsers(store, period, bot))) {
      const cohort = cohortOf.get(user)
      const counts = cohort === undefined ? undefined : active[cohort]
      if (cohort !== undefined && counts !== undefined)
        counts[index - cohort] = (counts[index - cohort] ?? 0) + 1
    }
  }
  return cohorts.map((users, cohort) => ({ users: users.length, active: active[cohort] ?? [] }))
}

function readNewUsers(
  store: TrackerStore,
  { from, to }: TimeSpan,
  bot: number | undefined,
): readonly number[] {
  const { sql, values } = ofBot(bot, 'u')
  const row = store
    .prepare(
      `SELECT json_group_array(u.id) AS list FROM users u WHERE u.first_seen >= ? AND u.first_seen < ? ${sql}`,
    )
    .get(from, to, ...values)
  return parseList(row)
}

function readActiveUsers(store: TrackerStore, period: TimeSpan, bot: number | undefined): readonly number[] {
  const { sql, values } = within({ ...period, bot }, 's', 'slot')
  return parseList(
    store.prepare(`SELECT json_group_array(s.user) AS list FROM user_slots s WHERE ${sql}`).get(...values),
  )
}

/** One text is read many times as fast as a row for each number. */
function parseList(row: unknown): readonly number[] {
  return JSON.parse((row as { readonly list: string }).list)
}
