import type { TimeSpan } from '../queries/span'
import { HOUR_MS, SLOT_MS, slotOf } from '../schema'
import { plural } from './numbers'
import { dayAt, shiftDays, startOfDay } from './zone'

const DAY_MS = 24 * HOUR_MS

/** Two spans that can be compared. */
export interface ComparedSpans {
  /** The chosen one, up to the last slot that is over. */
  readonly now: TimeSpan
  /** The same hours of the same weekdays before it. */
  readonly before: TimeSpan
}

export interface ComparisonSurroundings {
  readonly zone: string
  /** ms since the epoch */
  readonly now: number
  /** Where anything is stored. */
  readonly extent: TimeSpan | undefined
}

/**
 * What a span is compared with: the same hours of the same weekdays, as few whole weeks earlier as let the two not
 * overlap. undefined where nothing was stored then, or where no slot of the span is over.
 */
export function comparedSpans(
  span: TimeSpan,
  surroundings: ComparisonSurroundings,
): ComparedSpans | undefined {
  const { zone, now, extent } = surroundings
  const to = Math.min(span.to, slotOf(now))
  if (extent === undefined || to < span.from + SLOT_MS) return undefined
  const days = -Math.ceil(daysWithin(span, zone) / 7) * 7
  const before = { from: shiftDays(span.from, days, zone), to: shiftDays(to, days, zone) }
  if (startOfDay(dayAt(extent.from, zone), zone) > before.from) return undefined
  return { now: { from: span.from, to }, before }
}

/** The start of the same slot as many days earlier, for the earlier line of a chart. */
export function spanBefore(span: TimeSpan, { now, before }: ComparedSpans, zone: string): TimeSpan {
  const days = calendarDays(now.from, before.from, zone)
  return { from: shiftDays(span.from, days, zone), to: shiftDays(span.to, days, zone) }
}

/** How much earlier that is, in words. */
export function weeksBetween({ now, before }: ComparedSpans): string {
  return plural(Math.round((now.from - before.from) / (7 * DAY_MS)), 'week')
}

/** How many days of the calendar the span touches. */
function daysWithin({ from, to }: TimeSpan, zone: string): number {
  return calendarDays(from, to - 1, zone) + 1
}

/** From the day of one moment to the day of another. */
function calendarDays(from: number, to: number, zone: string): number {
  const [first, last] = [from, to].map((time) => {
    const { year, month, day } = dayAt(time, zone)
    return Date.UTC(year, month - 1, day)
  }) as [number, number]
  return Math.round((last - first) / DAY_MS)
}
