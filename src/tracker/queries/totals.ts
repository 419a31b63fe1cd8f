import type { TrackerStore } from '../store/tracker-store'
import type { TimeSpan } from './span'

/** What happened within a span of time. */
export interface Totals {
  /** Messages of the users. */
  readonly incoming: number
  /** Messages of the bot. */
  readonly outgoing: number
  /** Turns that the bot could not answer. */
  readonly notHandled: number
  /** Sessions that began within the span. */
  readonly sessions: number
  /** Users who wrote in a session that began within the span. */
  readonly activeUsers: number
  /** Users who were seen for the first time. */
  readonly newUsers: number
  /** The sum of the revenue events' amounts. */
  readonly revenue: number
}

/** Hours that are cut by the span count as a whole: spans that begin and end on the hour are exact. */
export function readTotals(store: TrackerStore, { from, to }: TimeSpan): Totals {
  const messages = store
    .prepare(
      `SELECT ifnull(sum(incoming), 0) AS incoming, ifnull(sum(outgoing), 0) AS outgoing,
              ifnull(sum(not_handled), 0) AS notHandled
       FROM message_hours WHERE hour >= ? AND hour < ?`,
    )
    .get(from, to) as Pick<Totals, 'incoming' | 'outgoing' | 'notHandled'>
  const sessions = store
    .prepare(
      `SELECT count(*) AS sessions, count(DISTINCT CASE WHEN incoming > 0 THEN user END) AS activeUsers
       FROM sessions WHERE started_at >= ? AND started_at < ?`,
    )
    .get(from, to) as Pick<Totals, 'sessions' | 'activeUsers'>
  const users = store
    .prepare('SELECT count(*) AS newUsers FROM users WHERE first_seen >= ? AND first_seen < ?')
    .get(from, to) as Pick<Totals, 'newUsers'>
  const events = store
    .prepare(
      `SELECT ifnull(sum(h.amount), 0) AS revenue
       FROM event_hours h JOIN event_names e ON e.id = h.event AND e.type = 'revenueEvent'
       WHERE h.hour >= ? AND h.hour < ?`,
    )
    .get(from, to) as Pick<Totals, 'revenue'>
  return {
    incoming: messages.incoming,
    outgoing: messages.outgoing,
    notHandled: messages.notHandled,
    sessions: sessions.sessions,
    activeUsers: sessions.activeUsers,
    newUsers: users.newUsers,
    revenue: events.revenue,
  }
}

/** How many messages a session has; 0 without sessions. */
export function messagesPerSession({ incoming, outgoing, sessions }: Totals): number {
  return sessions === 0 ? 0 : (incoming + outgoing) / sessions
}

/** The share of the users' messages that the bot could not answer, 0 to 1. */
export function notHandledRate({ incoming, notHandled }: Totals): number {
  return incoming === 0 ? 0 : Math.min(1, notHandled / incoming)
}
