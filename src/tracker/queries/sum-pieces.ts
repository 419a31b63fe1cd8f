import { DAY_MS, dayOf } from '../schema'
import type { TimeSpan } from './span'

/** A part of a span of which one table of sums is read. `by` is -1 where it is taken off what the days have. */
export interface SumPiece extends TimeSpan {
  /** The number of the span to which it belongs. */
  readonly span: number
  readonly by: 1 | -1
}

export interface SumPieces {
  /** Whole days of UTC. */
  readonly days: readonly SumPiece[]
  readonly slots: readonly SumPiece[]
}

/**
 * What has to be read for the sums of these spans: whole days of UTC, and the slots by which a span is longer or shorter
 * than those days. Half a day and more is taken off the whole day, so that a day of any zone reads half of its slots at
 * most.
 */
export function cutIntoPieces(spans: readonly TimeSpan[]): SumPieces {
  const days: SumPiece[] = []
  const slots: SumPiece[] = []
  for (const [span, { from, to }] of spans.entries()) {
    const [first, last] = [nearestDay(from), nearestDay(to)]
    if (Math.abs(from - first) + Math.abs(to - last) >= to - from) {
      slots.push({ span, from, to, by: 1 })
      continue
    }
    days.push({ span, from: first, to: last, by: 1 })
    if (from !== first) slots.push(between(span, from, first, 1))
    if (to !== last) slots.push(between(span, last, to, 1))
  }
  return { days, slots }
}

/**
 * The same with nothing to take off, for sums of fractions: days that lie within the span, and the slots before and
 * after.
 */
export function cutWithin(spans: readonly TimeSpan[]): SumPieces {
  const days: SumPiece[] = []
  const slots: SumPiece[] = []
  for (const [span, { from, to }] of spans.entries()) {
    const [first, last] = [dayOf(from + DAY_MS - 1), dayOf(to)]
    if (first >= last) {
      slots.push({ span, from, to, by: 1 })
      continue
    }
    days.push({ span, from: first, to: last, by: 1 })
    if (from < first) slots.push({ span, from, to: first, by: 1 })
    if (last < to) slots.push({ span, from: last, to, by: 1 })
  }
  return { days, slots }
}

const nearestDay = (time: number): number => dayOf(time + DAY_MS / 2)

function between(span: number, from: number, to: number, by: 1 | -1): SumPiece {
  return from < to ? { span, from, to, by } : { span, from: to, to: from, by: by === 1 ? -1 : 1 }
}
