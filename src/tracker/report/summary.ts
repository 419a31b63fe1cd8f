import type { DashbotEventType } from '../../wire/types'
import { readEventTotals } from '../queries/events'
import { readIntents } from '../queries/intents'
import { readTotals } from '../queries/totals'
import type { TrackerStore } from '../store/tracker-store'

/** From `from` on, up to but without `to`: ms since the epoch. Sums are by the hour: cut hours count as a whole. */
export interface SummarySpan {
  /** Default: the beginning. */
  readonly from?: number
  /** Default: the end. */
  readonly to?: number
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
  /** Users who wrote in a session that began within the span. */
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
  { from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER }: SummarySpan,
): TrackerSummary {
  const { incoming, outgoing, activeUsers, sessions, notHandled, revenue } = readTotals(store, { from, to })
  return {
    incoming,
    outgoing,
    users: activeUsers,
    sessions,
    notHandled,
    revenue,
    intents: readIntents(store, { from, to }),
    events: readEventTotals(store, { from, to }) as readonly EventSummary[],
  }
}
