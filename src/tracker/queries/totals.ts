import type { TrackerStore } from '../store/tracker-store'
import { type Scope, within } from './span'

/** What happened within a span of time. */
export interface Totals {
  /** Messages of the users. */
  readonly incoming: number
  /** Messages of the bot. */
  readonly outgoing: number
  /** Turns that the bot could not answer. */
  readonly notHandled: number
  /** Messages of the users that were answered, and the sum of the times until then, in ms. */
  readonly replies: number
  readonly replyMs: number
  /** Sessions that began within the span. */
  readonly sessions: number
  /** Users who wrote within the span. */
  readonly activeUsers: number
  /** Users who were seen for the first time. */
  readonly newUsers: number
  /** The sum of the revenue events' amounts. */
  readonly revenue: number
}

/** Slots that are cut by the span count as a whole: spans that begin and end with a slot are exact. */
export function readTotals(store: TrackerStore, scope: Scope): Totals {
  return {
    ...readMessageTotals(store, scope),
    sessions: countSessions(store, scope),
    activeUsers: countActiveUsers(store, scope),
    newUsers: countNewUsers(store, scope),
    revenue: sumRevenue(store, scope),
  }
}

/** The totals of parts that follow one another and together are the scope. */
export function joinTotals(store: TrackerStore, scope: Scope, parts: readonly Totals[]): Totals {
  const sum = (pick: (totals: Totals) => number) => parts.reduce((all, part) => all + pick(part), 0)
  return {
    incoming: sum((part) => part.incoming),
    outgoing: sum((part) => part.outgoing),
    notHandled: sum((part) => part.notHandled),
    replies: sum((part) => part.replies),
    replyMs: sum((part) => part.replyMs),
    sessions: sum((part) => part.sessions),
    newUsers: sum((part) => part.newUsers),
    revenue: finiteSum(sum((part) => part.revenue)),
    activeUsers: countActiveUsers(store, scope),
  }
}

export type MessageTotals = Pick<Totals, 'incoming' | 'outgoing' | 'notHandled' | 'replies' | 'replyMs'>

/** What the messages alone say, which is read in a moment. */
export function readMessageTotals(store: TrackerStore, scope: Scope): MessageTotals {
  const { sql, values } = within(scope, 's', 'slot')
  const row = store
    .prepare(
      `SELECT ifnull(sum(incoming), 0) AS incoming, ifnull(sum(outgoing), 0) AS outgoing,
              ifnull(sum(not_handled), 0) AS notHandled, ifnull(sum(replies), 0) AS replies,
              ifnull(sum(reply_ms), 0) AS replyMs
       FROM message_slots s WHERE ${sql}`,
    )
    .get(...values) as MessageTotals
  const { incoming, outgoing, notHandled, replies, replyMs } = row
  return { incoming, outgoing, notHandled, replies, replyMs }
}

function countSessions(store: TrackerStore, scope: Scope): number {
  const { sql, values } = within(scope, 's', 'slot')
  const row = store
    .prepare(`SELECT ifnull(sum(s.sessions), 0) AS sessions FROM session_slots s WHERE ${sql}`)
    .get(...values)
  return (row as { readonly sessions: number }).sessions
}

function countActiveUsers(store: TrackerStore, scope: Scope): number {
  const { sql, values } = within(scope, 's', 'slot')
  const row = store
    .prepare(`SELECT count(DISTINCT s.user) AS users FROM user_slots s WHERE ${sql}`)
    .get(...values)
  return (row as { readonly users: number }).users
}

function countNewUsers(store: TrackerStore, { from, to, bot }: Scope): number {
  const ofBot = bot === undefined ? '' : 'AND bot = ?'
  const row = store
    .prepare(`SELECT count(*) AS users FROM users WHERE first_seen >= ? AND first_seen < ? ${ofBot}`)
    .get(from, to, ...(bot === undefined ? [] : [bot]))
  return (row as { readonly users: number }).users
}

function sumRevenue(store: TrackerStore, scope: Scope): number {
  const { sql, values } = within(scope, 's', 'slot')
  const row = store
    .prepare(
      `SELECT sum(s.amount) AS revenue
       FROM event_slots s JOIN event_names e ON e.id = s.event AND e.type = 'revenueEvent' WHERE ${sql}`,
    )
    .get(...values)
  return finiteSum((row as { readonly revenue: number | null }).revenue)
}

/** SQLite's sum beyond the largest number is infinite, and null where two such sums cancel out. */
export function finiteSum(sum: number | null): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, sum ?? 0))
}

/** How many messages a session has; 0 without sessions. */
export function messagesPerSession({ incoming, outgoing, sessions }: Totals): number {
  return sessions === 0 ? 0 : (incoming + outgoing) / sessions
}

/** The share of the users' messages that the bot could not answer, 0 to 1. */
export function notHandledRate({ incoming, notHandled }: Pick<Totals, 'incoming' | 'notHandled'>): number {
  return incoming === 0 ? 0 : Math.min(1, notHandled / incoming)
}
