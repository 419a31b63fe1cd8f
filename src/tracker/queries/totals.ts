import type { TrackerStore } from '../store/tracker-store'
import { countActiveUsers } from './active-users'
import { type EventTotal, finiteSum, readEventTotalsOf } from './events'
import { numberLists } from './number-lists'
import { ofBot, type Scope, type TimeSpan } from './span'
import { readSums } from './sums'

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
export function readTotals(store: TrackerStore, { bot, ...span }: Scope): Totals {
  return readTotalsOf(store, [span], bot)[0] as Totals
}

/** The totals of each of the spans, which may overlap. */
export function readTotalsOf(
  store: TrackerStore,
  spans: readonly TimeSpan[],
  bot: number | undefined,
): readonly Totals[] {
  const messages = readMessageTotalsOf(store, spans, bot)
  const sessions = readSums(store, 'session', '0', spans, bot)
  const activeUsers = countActiveUsers(store, spans, bot)
  const newUsers = countNewUsers(store, spans, bot)
  const events = readEventTotalsOf(store, spans, bot)
  return messages.map((totals, index) => ({
    ...totals,
    sessions: sessions[index]?.get(0)?.[0] ?? 0,
    activeUsers: activeUsers[index] ?? 0,
    newUsers: newUsers[index] ?? 0,
    revenue: sumRevenue(events[index] ?? []),
  }))
}

export type MessageTotals = Pick<Totals, 'incoming' | 'outgoing' | 'notHandled' | 'replies' | 'replyMs'>

/** What the messages alone say, which is read in a moment. */
export function readMessageTotals(store: TrackerStore, { bot, ...span }: Scope): MessageTotals {
  return readMessageTotalsOf(store, [span], bot)[0] as MessageTotals
}

/** The same of each of the spans, which may overlap. */
export function readMessageTotalsOf(
  store: TrackerStore,
  spans: readonly TimeSpan[],
  bot: number | undefined,
): readonly MessageTotals[] {
  return readSums(store, 'message', '0', spans, bot).map((sums) => {
    const [incoming = 0, outgoing = 0, notHandled = 0, replies = 0, replyMs = 0] = sums.get(0) ?? []
    return { incoming, outgoing, notHandled, replies, replyMs }
  })
}

function countNewUsers(
  store: TrackerStore,
  spans: readonly TimeSpan[],
  bot: number | undefined,
): readonly number[] {
  const { sql, values } = ofBot(bot, 'u')
  const count = `(SELECT count(*) FROM users u WHERE u.first_seen >= json_extract(r.value, '$[0]')
    AND u.first_seen < json_extract(r.value, '$[1]') ${sql})`
  const list = JSON.stringify(spans.map(({ from, to }) => [from, to]))
  return numberLists(store, [count], 'json_each(?) r', [...values, list])[0] ?? []
}

/** The sum of the revenue events' amounts. */
function sumRevenue(events: readonly EventTotal[]): number {
  const revenue = events.filter(({ type }) => type === 'revenueEvent')
  return finiteSum(revenue.reduce((sum, { amount }) => sum + amount, 0))
}

/** How many messages a session has; 0 without sessions. */
export function messagesPerSession({ incoming, outgoing, sessions }: Totals): number {
  return sessions === 0 ? 0 : (incoming + outgoing) / sessions
}

/** The share of the users' messages that the bot could not answer, 0 to 1. */
export function notHandledRate({ incoming, notHandled }: Pick<Totals, 'incoming' | 'notHandled'>): number {
  return incoming === 0 ? 0 : Math.min(1, notHandled / incoming)
}
