import type { TimeSpan } from '../queries/span'
import { HOUR_MS, SLOT_MS, slotOf } from '../schema'
import type { CalendarDay } from './zone'
import { dayAt, startOfDay } from './zone'

/** The spans that a page offers, by the value of `span` in its query. */
export const PRESETS = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  all: 'All time',
} as const

export type PresetName = keyof typeof PRESETS

export interface ChosenSpan extends TimeSpan {
  readonly preset: PresetName | 'custom'
  /** The first and the last day, `YYYY-MM-DD`, as the date fields show them. */
  readonly firstDay: string
  readonly lastDay: string
}

export interface SpanSurroundings {
  readonly zone: string
  /** ms since the epoch */
  readonly now: number
  /** Where anything is stored; undefined for an empty database. */
  readonly extent: TimeSpan | undefined
}

export const DEFAULT_PRESET: PresetName = '7d'
const PRESET_DAYS = { '7d': 7, '30d': 30, '90d': 90 } as const

/**
 * The span of time that a page's query asks for: `span` names a preset, `from` and `to` are days (`YYYY-MM-DD`, both
 * inclusive). It begins and ends with a slot, and reaches no further than what is stored. Whatever makes no sense
 * gives the last seven days.
 */
export function chooseSpan(query: URLSearchParams, surroundings: SpanSurroundings): ChosenSpan {
  const { zone, now, extent } = surroundings
  const end = slotOf(now) + SLOT_MS
  const name = query.get('span')
  const custom = name === null || name === 'custom' ? customSpan(query, surroundings) : undefined
  if (custom !== undefined) return describe('custom', custom, zone)
  const preset = isPreset(name) ? name : DEFAULT_PRESET
  if (preset === '24h') return describe(preset, { from: end - 24 * HOUR_MS, to: end }, zone)
  if (preset === 'all') {
    const whole = extent ?? { from: end - 24 * HOUR_MS, to: end }
    return describe(preset, { from: whole.from, to: Math.max(whole.to, end) }, zone)
  }
  const today = dayAt(now, zone)
  const from = startOfDay({ ...today, day: today.day - PRESET_DAYS[preset] + 1 }, zone)
  return describe(preset, { from, to: end }, zone)
}

function isPreset(name: string | null): name is PresetName {
  return name !== null && Object.hasOwn(PRESETS, name)
}

/** undefined where neither date makes sense. */
function customSpan(query: URLSearchParams, { zone, now, extent }: SpanSurroundings): TimeSpan | undefined {
  const first = parseDay(query.get('from'))
  const last = parseDay(query.get('to'))
  if (first === undefined && last === undefined) return undefined
  const earliest = extent?.from ?? now
  const latest = Math.max(extent?.to ?? 0, slotOf(now) + SLOT_MS)
  const begin = first === undefined ? earliest : startOfDay(first, zone)
  const end = last === undefined ? latest : startOfDay({ ...last, day: last.day + 1 }, zone)
  if (begin >= end) return undefined
  const from = Math.max(begin, Math.min(earliest, end - SLOT_MS))
  return { from, to: Math.max(from + SLOT_MS, Math.min(end, latest)) }
}

/** A day of the calendar; undefined for anything else. */
export function parseDay(value: string | null | undefined): CalendarDay | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value ?? '')
  if (match === null) return undefined
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const date = new Date(Date.UTC(year, month - 1, day))
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1970
  return isReal ? { year, month, day } : undefined
}

function describe(preset: ChosenSpan['preset'], { from, to }: TimeSpan, zone: string): ChosenSpan {
  return { preset, from, to, firstDay: isoDay(from, zone), lastDay: isoDay(to - 1, zone) }
}

/** The day of a moment, as date fields have it. */
export function isoDay(time: number, zone: string): string {
  const { year, month, day } = dayAt(time, zone)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
