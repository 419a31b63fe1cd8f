import type { TimeSpan } from '../queries/span'
import { type CalendarDay, dayAt, startOfDay } from './zone'

/** How many periods of each length are looked at. */
export const COHORT_PERIODS = { day: 14, week: 12, month: 12 } as const

export type CohortUnit = keyof typeof COHORT_PERIODS

/**
 * The days, weeks (from Monday on) or months of the zone's calendar up to the one in which the span ends, however
 * short the span is: whether users come back only shows with time. Those before anything was stored are left out.
 */
export function cohortPeriods(
  unit: CohortUnit,
  { to }: TimeSpan,
  zone: string,
  extent: TimeSpan | undefined,
): readonly TimeSpan[] {
  const last = dayAt(to - 1, zone)
  const starts = Array.from({ length: COHORT_PERIODS[unit] + 1 }, (_, index) =>
    startOfDay(firstDay(last, unit, index - COHORT_PERIODS[unit] + 1), zone),
  )
  return starts
    .slice(0, -1)
    .map((from, index) => ({ from, to: starts[index + 1] ?? to }))
    .filter((period) => extent === undefined || period.to > extent.from)
}

/** The first day of the period so many after that of the day. */
function firstDay({ year, month, day }: CalendarDay, unit: CohortUnit, after: number): CalendarDay {
  switch (unit) {
    case 'day':
      return { year, month, day: day + after }
    case 'week': {
      const sinceMonday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7
      return { year, month, day: day - sinceMonday + 7 * after }
    }
    case 'month':
      return { year, month: month + after, day: 1 }
  }
}
