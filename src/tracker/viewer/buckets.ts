import type { TimeSpan } from '../queries/span'
import { HOUR_MS, SLOT_MS } from '../schema'
import type { CalendarDay } from './zone'
import { dayAt, nextHour, startOfDay } from './zone'

const DAY_MS = 24 * HOUR_MS

/** How far a chart's points are apart. */
export type BucketUnit = 'hour' | 'day' | 'week' | 'month' | 'year'

export interface Buckets {
  readonly unit: BucketUnit
  /** Without gaps, oldest first; the first and the last are cut to the span. */
  readonly spans: readonly TimeSpan[]
  /** true where the last one is not over yet: it holds less than it will. */
  readonly isOpen: boolean
}

/** The longest span that is shown in each unit. What is longer is shown by the year. */
const LIMITS: readonly (readonly [BucketUnit, number])[] = [
  ['hour', 2 * DAY_MS],
  ['day', 100 * DAY_MS],
  ['week', 500 * DAY_MS],
  ['month', 4_000 * DAY_MS],
]

/** More points than this no chart gets. */
const MAX_BUCKETS = 200

/** Cuts a span into the points of a chart: a hundred or so, along the calendar of the zone. */
export function cutIntoBuckets(span: TimeSpan, zone: string, now: number): Buckets {
  const unit = LIMITS.find(([, limit]) => span.to - span.from <= limit)?.[0] ?? 'year'
  const spans: TimeSpan[] = []
  let { from } = span
  let end = from
  while (from < span.to && spans.length < MAX_BUCKETS) {
    const isLast = spans.length === MAX_BUCKETS - 1
    end = isLast ? span.to : Math.max(from + SLOT_MS, nextStart(from, unit, zone))
    const to = Math.min(span.to, end)
    spans.push({ from, to })
    from = to
  }
  return { unit, spans, isOpen: end > now }
}

function nextStart(time: number, unit: BucketUnit, zone: string): number {
  return unit === 'hour' ? nextHour(time, zone) : startOfDay(nextDay(dayAt(time, zone), unit), zone)
}

function nextDay({ year, month, day }: CalendarDay, unit: Exclude<BucketUnit, 'hour'>): CalendarDay {
  switch (unit) {
    case 'day':
      return { year, month, day: day + 1 }
    case 'week':
      return { year, month, day: day + 7 }
    case 'month':
      return { year, month: month + 1, day: 1 }
    case 'year':
      return { year: year + 1, month: 1, day: 1 }
  }
}
