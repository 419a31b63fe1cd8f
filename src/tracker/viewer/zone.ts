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
  const { year = 1970, month = 1, day = 1 } = fieldsAt(time, zone)
  return { year, month, day }
}

/** The moment, ms since the epoch, at which the day begins in the zone. A day of 0 or 32 runs over. */
export function startOfDay({ year, month, day }: CalendarDay, zone: string): number {
  const wall = Date.UTC(year, month - 1, day)
  const guess = wall - offsetAt(wall, zone)
  return wall - offsetAt(guess, zone)
}

function offsetAt(time: number, zone: string): number {
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fieldsAt(time, zone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1_000) * 1_000
}
