import type { DashbotEventType } from '../../wire/types'
import { findBot } from '../queries/bots'
import { readEventTotals } from '../queries/events'
import { readIntents } from '../queries/intents'
import { readTotals } from '../queries/totals'
import type { TrackerStore } from '../store/tracker-store'

/**
 * From `from` on, up to but without `to`: ms since the epoch. Sums are by the quarter of an hour: one counts as a whole where it
 * begins within the span.
 */
export interface SummarySpan {
  /** Default: the beginning. */
  readonly from?: number
  /** Default: the end. */
  readonly to?: number
  /** Only this bot's, by name. Default: all bots'. */
  readonly bot?: string
}

export interface IntentSummary {
  readonly name: string
  readonly incoming: number
  readonly outgoing: number
}

export interface EventSummary {
  readonly type: DashbotEventType
  readonly name: string
  readonly count: number
  /** The sum of the amounts; 0 for events without one. */
  readonly amount: number
}

/** What the database says of a span of time. */
export interface TrackerSummary {
  /** Messages of the users. */
  readonly incoming: number
  /** Messages of the bot. */
  readonly outgoing: number
  /** Users who wrote within the span. */
  readonly users: number
  /** Sessions that began within the span. */
  readonly sessions: number
  /** Turns that the bot could not answer. */
  readonly notHandled: number
  /** The sum of the revenue events' amounts. */
  readonly revenue: number
  /** Most frequent first. */
  readonly intents: readonly IntentSummary[]
  /** Most frequent first. */
  readonly events: readonly EventSummary[]
}

export function readSummary(
  store: TrackerStore,
  { from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER, bot: name }: SummarySpan,
): TrackerSummary {
  const bot = name === undefined ? undefined : (findBot(store, name)?.id ?? 0)
  const scope = { from, to, bot }
  const { incoming, outgoing, activeUsers, sessions, notHandled, revenue } = readTotals(store, scope)
  return {
    incoming,
    outgoing,
    users: activeUsers,
    sessions,
    notHandled,
    revenue,
    intents: readIntents(store, scope),
    events: readEventTotals(store, scope) as readonly EventSummary[],
  }
}
