import type { BucketUnit } from './buckets'

type Style = Intl.DateTimeFormatOptions

const STYLES = {
  time: { hour: '2-digit', minute: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  fullDay: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
  full: { dateStyle: 'medium', timeStyle: 'medium' },
} as const satisfies Record<string, Style>

/** Writes times (ms since the epoch) in one time zone. */
export class Dates {
  readonly zone: string
  readonly #formats = new Map<keyof typeof STYLES, Intl.DateTimeFormat>()

  constructor(zone: string) {
    this.zone = zone
  }

  /** 14:05 */
  time(time: number): string {
    return this.#write('time', time)
  }

  /** Tuesday 24 November 2026 */
  fullDay(time: number): string {
    return this.#write('fullDay', time)
  }

  /** 24 Nov 2026 */
  date(time: number): string {
    return this.#write('date', time)
  }

  /** 24 Nov 2026, 14:05:09 */
  full(time: number): string {
    return this.#write('full', time)
  }

  /** What a point of a chart stands for. */
  bucket(time: number, unit: BucketUnit): string {
    switch (unit) {
      case 'hour':
        return `${this.#write('day', time)}, ${this.time(time)}`
      case 'day':
        return this.#write('day', time)
      case 'week':
        return `Week of ${this.#write('date', time)}`
      case 'month':
      case 'year':
        return this.#write(unit, time)
    }
  }

  /** As short as it can be understood now: the time today, else the day, and the year where it is another. */
  short(time: number, now: number): string {
    if (this.fullDay(time) === this.fullDay(now)) return this.time(time)
    if (this.#write('year', time) === this.#write('year', now))
      return `${this.#write('day', time)}, ${this.time(time)}`
    return this.date(time)
  }

  #write(style: keyof typeof STYLES, time: number): string {
    let format = this.#formats.get(style)
    if (format === undefined) {
      format = new Intl.DateTimeFormat('en-GB', { ...STYLES[style], timeZone: this.zone, hourCycle: 'h23' })
      this.#formats.set(style, format)
    }
    return format.format(time)
  }
}
