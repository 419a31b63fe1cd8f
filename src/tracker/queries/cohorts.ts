import type { TrackerStore } from '../store/tracker-store'
import { ActiveUserSlots } from './active-users'
import { numberLists } from './number-lists'
import { ofBot, type TimeSpan } from './span'

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
  const active = cohorts.map((_, cohort) => periods.slice(cohort).map(() => 0))
  // By the user's row: the number of the cohort, and of the last period in which the user was counted; 0 for neither.
  const rows = store.nextId('users')
  const cohortOf = new Uint8Array(rows)
  const countedIn = new Uint8Array(rows)
  for (const [index, users] of cohorts.entries()) for (const user of users) cohortOf[user] = index + 1
  const slots = ActiveUserSlots.read(store, periods, bot)
  for (const [index, period] of periods.entries()) {
    slots.forEach(period, (user) => {
      const cohort = (cohortOf[user] ?? 0) - 1
      const counts = active[cohort]
      if (counts === undefined || countedIn[user] === index + 1) return
      countedIn[user] = index + 1
      counts[index - cohort] = (counts[index - cohort] ?? 0) + 1
    })
  }
  return cohorts.map((users, cohort) => ({ users: users.length, active: active[cohort] ?? [] }))
}

function readNewUsers(store: TrackerStore, period: TimeSpan, bot: number | undefined): readonly number[] {
  const { sql, values } = ofBot(bot, 'u')
  const from = `users u WHERE u.first_seen >= ? AND u.first_seen < ? ${sql}`
  return numberLists(store, ['u.id'], from, [period.from, period.to, ...values])[0] ?? []
}
