import type { DashbotEventType } from '../../wire/types'
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
  /** Users with a message in a session that began within the span. */
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
  const span = [from, to] as const
  const messages = store.prepare(MESSAGES).get(...span) as Pick<
    TrackerSummary,
    'incoming' | 'outgoing' | 'notHandled'
  >
  const sessions = store.prepare(SESSIONS).get(...span) as Pick<TrackerSummary, 'sessions' | 'users'>
  const intents = store.prepare(INTENTS).all(...span) as readonly IntentSummary[]
  const events = store.prepare(EVENTS).all(...span) as readonly EventSummary[]
  return {
    incoming: messages.incoming,
    outgoing: messages.outgoing,
    users: sessions.users,
    sessions: sessions.sessions,
    notHandled: messages.notHandled,
    revenue: events.reduce((sum, { amount }) => sum + amount, 0),
    intents: intents.map(({ name, incoming, outgoing }) => ({ name, incoming, outgoing })),
    events: events.map(({ type, name, count, amount }) => ({ type, name, count, amount })),
  }
}

const MESSAGES = `
SELECT ifnull(sum(incoming), 0) AS incoming, ifnull(sum(outgoing), 0) AS outgoing, ifnull(sum(not_handled), 0) AS notHandled
FROM message_hours WHERE hour >= ? AND hour < ?`

const SESSIONS = `
SELECT count(*) AS sessions, count(DISTINCT user) AS users FROM sessions WHERE started_at >= ? AND started_at < ?`

const INTENTS = `
SELECT name, sum(incoming) AS incoming, sum(outgoing) AS outgoing
FROM intent_hours JOIN intents ON intents.id = intent_hours.intent WHERE hour >= ? AND hour < ?
GROUP BY intent ORDER BY sum(incoming) + sum(outgoing) DESC, name`

const EVENTS = `
SELECT type, name, sum(count) AS count, sum(amount) AS amount
FROM event_hours JOIN event_names ON event_names.id = event_hours.event WHERE hour >= ? AND hour < ?
GROUP BY event ORDER BY sum(count) DESC, type, name`
