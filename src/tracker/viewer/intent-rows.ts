import type { IntentTotal } from '../queries/intents'
import type { Trend } from './parts/sparkline'

export interface IntentRow extends IntentTotal {
  readonly count: number
  readonly trend: Trend
  /** What is over of the span, and the same hours before it; undefined where there is nothing to compare with. */
  readonly now?: number
  readonly before?: number
}

/** A page of the intents of a span. */
export interface IntentList {
  /** Most frequent first. */
  readonly rows: readonly IntentRow[]
  /** Messages with any intent. */
  readonly total: number
  /** Messages with the most frequent one. */
  readonly most: number
  /** How many intents there are. */
  readonly known: number
  /** How many of them have the text that was searched for. */
  readonly found: number
  readonly find: string | undefined
  /** From 1 on. */
  readonly page: number
  readonly pages: number
}

export type WantedIntents =
  | { readonly name: string }
  /** Those with a text in their names. */
  | { readonly find: string | undefined; readonly page: number }

const PAGE = 50
const NO_TREND: Trend = { values: [], isOpen: false }

/** A page of the intents, or the one of a name. A page beyond the last one is the last one. */
export function listIntents(totals: readonly IntentTotal[], wanted: WantedIntents): IntentList {
  const all = totals.map((total) => ({
    ...total,
    count: total.incoming + total.outgoing,
    trend: NO_TREND,
  }))
  const found = all.filter(({ name }) =>
    'name' in wanted ? name === wanted.name : isLike(name, wanted.find ?? ''),
  )
  const pages = Math.max(1, Math.ceil(found.length / PAGE))
  const page = 'name' in wanted ? 1 : Math.min(Math.max(1, wanted.page), pages)
  return {
    rows: found.slice((page - 1) * PAGE, page * PAGE),
    total: all.reduce((sum, { count }) => sum + count, 0),
    most: all[0]?.count ?? 0,
    known: all.length,
    found: found.length,
    find: 'name' in wanted ? undefined : wanted.find,
    page,
    pages,
  }
}

function isLike(name: string, text: string): boolean {
  return name.toLocaleLowerCase().includes(text.toLocaleLowerCase())
}

/** `trend` has the totals of each bucket. */
export function withTrend(
  rows: readonly IntentRow[],
  trend: readonly (readonly IntentTotal[])[],
  isOpen: boolean,
): readonly IntentRow[] {
  const counts = trend.map(
    (totals) => new Map(totals.map(({ name, incoming, outgoing }) => [name, incoming + outgoing])),
  )
  return rows.map((row) => ({
    ...row,
    trend: { values: counts.map((bucket) => bucket.get(row.name) ?? 0), isOpen },
  }))
}

/** `now` and `before` have the totals of the two spans that are compared. */
export function withChange(
  rows: readonly IntentRow[],
  now: readonly IntentTotal[],
  before: readonly IntentTotal[],
): readonly IntentRow[] {
  const counted = (totals: readonly IntentTotal[]) =>
    new Map(totals.map(({ name, incoming, outgoing }) => [name, incoming + outgoing]))
  const [nowByName, beforeByName] = [counted(now), counted(before)]
  return rows.map((row) => ({
    ...row,
    now: nowByName.get(row.name) ?? 0,
    before: beforeByName.get(row.name) ?? 0,
  }))
}
