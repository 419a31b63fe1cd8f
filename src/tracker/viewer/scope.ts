import { type Bot, readBots } from '../queries/bots'
import { storedExtent } from '../queries/extent'
import { type Mark, readMarks } from '../queries/marks'
import type { Scope, TimeSpan } from '../queries/span'
import type { TrackerStore } from '../store/tracker-store'
import { type Buckets, cutIntoBuckets } from './buckets'
import { type ChosenSpan, chooseSpan, parseDay } from './chosen-span'
import { comparedSpans, spanBefore, weeksBetween } from './compared-span'
import type { PageRequest } from './request'
import { textParameter } from './request'
import { startOfDay } from './zone'

/** What a page is about: a span of time, of one bot or of all. */
export interface PageScope {
  /** undefined for a tracker that holds nothing yet. */
  readonly extent: TimeSpan | undefined
  readonly span: ChosenSpan
  readonly buckets: Buckets
  /** The span with the chosen bot, for queries. */
  readonly scope: Scope
  /** The same, up to the last slot that is over, and before; undefined where there is nothing to compare with. */
  readonly compared: Comparison | undefined
  readonly bots: readonly Bot[]
  /** Within the span, oldest first. */
  readonly marks: readonly Mark[]
  /** The chosen bot's name. */
  readonly bot: string | undefined
}

/** What the span is compared with. */
export interface Comparison {
  readonly now: Scope
  readonly before: Scope
  /** One for each bucket of the span: the same hours before. */
  readonly buckets: readonly Scope[]
  /** How much earlier that is: `1 week`, `5 weeks`. */
  readonly label: string
}

/** No row has this id: nothing is found for a bot that was never seen. */
const NO_BOT = 0

/** Reads `span`, `from`, `to` and `bot` of a page's query. */
export function chooseScope(store: TrackerStore, { query, dates, now }: PageRequest): PageScope {
  const { zone } = dates
  const extent = storedExtent(store)
  const bots = readBots(store)
  const name = textParameter(query, 'bot')
  const bot = name === undefined ? undefined : (bots.find((one) => one.name === name)?.id ?? NO_BOT)
  const span = chooseSpan(query, { zone, now, extent })
  const spans = comparedSpans(span, { zone, now, extent })
  const of = ({ from, to }: TimeSpan): Scope => ({ from, to, bot })
  const buckets = cutIntoBuckets(span, zone, now)
  return {
    ...{
      extent,
      span,
      buckets,
      bots,
      bot: name,
      scope: of(span),
      marks: chosenMarks(store, of(span), query, zone),
    },
    compared: spans && {
      ...{ now: of(spans.now), before: of(spans.before), label: weeksBetween(spans) },
      buckets: buckets.spans.map((bucket) => of(spanBefore(bucket, spans, zone))),
    },
  }
}

/** Those that were stored, and the day that `mark` of the query names. */
function chosenMarks(
  store: TrackerStore,
  scope: Scope,
  query: URLSearchParams,
  zone: string,
): readonly Mark[] {
  const stored = readMarks(store, scope)
  const day = parseDay(query.get('mark'))
  if (day === undefined) return stored
  const time = startOfDay(day, zone)
  if (time < scope.from || time >= scope.to) return stored
  return [...stored, { time, text: 'The day in this page’s address' }].sort(
    (one, other) => one.time - other.time,
  )
}
