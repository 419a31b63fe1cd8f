import { HOUR_MS } from '../schema'

const DAY_MS = 24 * HOUR_MS

/** A day of the calendar. */
export interface CalendarDay {
  readonly year: number
  /** 1 to 12 */
  readonly month: number
  readonly day: number
}

/** The IANA name as this process spells it; undefined where it knows no such time zone. */
export function knownZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** The zone in which this process runs. */
export function localZone(): string {
  return new Intl.DateTimeFormat('en').resolvedOptions().timeZone
}

const formats = new Map<string, Intl.DateTimeFormat>()

function fieldsAt(time: number, zone: string): Record<string, number> {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  const fields: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(time)) fields[type] = Number(value)
  return fields
}

/** The calendar's day at this moment (ms since the epoch) in the zone. */
export function dayAt(time: number, zone: string): CalendarDay {
  const wall = new Date(time + offsetAt(time, zone))
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() }
}

/** The moment, ms since the epoch, at which the day begins in the zone. A day of 0 or 32 runs over. */
export function startOfDay(day: CalendarDay, zone: string): number {
  const wall = Date.UTC(day.year, day.month - 1, day.day)
  // The clock may be set at midnight: the day then begins at its first moment, by the offset before or after.
  const starts = [wall - DAY_MS, wall + DAY_MS].map((near) => wall - offsetAt(near, zone))
  const begun = starts.filter((start) => start + offsetAt(start, zone) >= wall)
  return Math.min(...(begun.length > 0 ? begun : starts))
}

/** The moment at which the next hour of the zone's clock begins. */
export function nextHour(time: number, zone: string): number {
  const past = modulo(time + offsetAt(time, zone), HOUR_MS)
  return time + HOUR_MS - past
}

/** The same time of day on the calendar so many days later, or earlier. */
export function shiftDays(time: number, days: number, zone: string): number {
  const start = startOfDay(dayAt(time, zone), zone)
  const { year, month, day } = dayAt(time, zone)
  if (time === start) return startOfDay({ year, month, day: day + days }, zone)
  const wall = time + offsetAt(time, zone) + days * DAY_MS
  const guess = wall - offsetAt(wall, zone)
  return wall - offsetAt(guess, zone)
}

/** By zone and moment: a chart asks for the same ones with each request, and a clock's answer takes 10 µs. */
const offsets = new Map<string, Map<number, number>>()
const MAX_OFFSETS = 5_000
const MAX_ZONES = 50

/** How far the zone's clock is ahead of UTC at this moment, in ms. */
export function offsetAt(time: number, zone: string): number {
  if (offsets.size > MAX_ZONES) offsets.clear()
  const known = offsets.get(zone) ?? new Map<number, number>()
  offsets.set(zone, known)
  let offset = known.get(time)
  if (offset === undefined) {
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fieldsAt(time, zone)
    offset = Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1_000) * 1_000
    if (known.size >= MAX_OFFSETS) known.clear()
    known.set(time, offset)
  }
  return offset
}

/** {@link offsetAt} for many moments, which come in order: the clocks are asked twice a day of UTC, not each time. */
export function offsetsAt(times: readonly number[], zone: string): readonly number[] {
  let end = Number.NEGATIVE_INFINITY
  let offset: number | undefined
  return times.map((time) => {
    if (time >= end) {
      const start = Math.floor(time / DAY_MS) * DAY_MS
      end = start + DAY_MS
      offset = offsetAt(start, zone)
      if (offset !== offsetAt(end, zone)) offset = undefined
    }
    return offset ?? offsetAt(time, zone)
  })
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by
