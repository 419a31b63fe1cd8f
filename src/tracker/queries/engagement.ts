import { NOT_HANDLED } from '../../wire/not-handled'
import { HISTOGRAMS } from '../schema'
import type { TrackerStore } from '../store/tracker-store'
import { type EventSum, readEventSums } from './events'
import { namesOfIntents } from './names'
import { numberLists } from './number-lists'
import { type Scope, within } from './span'
import { readSums } from './sums'
import { type NamedUser, type NamedUserRow, toNamedUser } from './user'

/** The sessions that ended with an intent; undefined for those that ended without one. */
export interface Exit {
  readonly intent: string | undefined
  readonly sessions: number
}

export interface SessionFigures {
  readonly sessions: number
  readonly messages: number
  /** The sum of their durations. */
  readonly ms: number
  /** The intents with which they ended, most frequent first. */
  readonly exits: readonly Exit[]
}

/** The sessions that began within the scope. */
export function readSessionFigures(store: TrackerStore, { bot, ...span }: Scope): SessionFigures {
  const [sums = new Map<number, readonly number[]>()] = readSums(store, 'session', 's.intent', [span], bot)
  const names = namesOfIntents(store, sums.keys())
  const total = (column: number) => [...sums.values()].reduce((sum, row) => sum + (row[column] ?? 0), 0)
  return {
    sessions: total(0),
    messages: total(1),
    ms: total(2),
    exits: [...sums]
      .map(([intent, [sessions = 0]]) => ({ intent: names.get(intent), sessions }))
      .filter(({ sessions }) => sessions > 0)
      .sort(
        (one, other) => other.sessions - one.sessions || ((one.intent ?? '') < (other.intent ?? '') ? -1 : 1),
      ),
  }
}

/** The share of the sessions, 0 to 1, whose last turn the bot could not answer. */
export function shareNotHandled({ sessions, exits }: SessionFigures): number {
  const missed = exits.find(({ intent }) => intent === NOT_HANDLED)?.sessions ?? 0
  return sessions === 0 ? 0 : missed / sessions
}

type HistogramName = keyof typeof HISTOGRAMS

/** How many values lie within each bound, the lowest bound first. */
export type Histograms = Readonly<Record<HistogramName, readonly (readonly [bound: number, count: number])[]>>

/** Of a kind and a bound one number: no session lasts so many ms. */
const KIND = 2 ** 50

/** The histograms of a scope, all at once. */
export function readHistograms(store: TrackerStore, { bot, ...span }: Scope): Histograms {
  const [sums] = readSums(store, 'histogram', `s.kind * ${KIND} + s.bound`, [span], bot)
  const ordered = [...(sums ?? [])]
    .map(([at, [count = 0]]) => [at, count] as const)
    .filter(([, count]) => count > 0)
    .sort(([one], [other]) => one - other)
  const of = (name: HistogramName) =>
    ordered
      .filter(([at]) => Math.floor(at / KIND) === HISTOGRAMS[name])
      .map(([at, count]) => [at % KIND, count] as const)
  return { replyMs: of('replyMs'), sessionMs: of('sessionMs'), sessionMessages: of('sessionMessages') }
}

/** The bound within which a share (0 to 1) of the values lies; undefined without values. */
export function quantileOf(histogram: Histograms[HistogramName], share: number): number | undefined {
  const wanted = histogram.reduce((sum, [, count]) => sum + count, 0) * share
  let reached = 0
  for (const [bound, count] of histogram) {
    reached += count
    if (reached >= wanted) return bound
  }
  return undefined
}

export interface SlowReply {
  /** The bot's message: its row. */
  readonly id: number
  readonly time: number
  readonly user: NamedUser
  readonly ms: number
}

/** The replies that took longest, of those of 2 s and more. */
export function readSlowestReplies(store: TrackerStore, scope: Scope, limit = 5): readonly SlowReply[] {
  const { sql, values } = within(scope, 'm', 'time')
  const rows = store
    .prepare(
      `SELECT m.id, m.time, m.reply_ms AS ms, u.user_id AS userId, u.name, u.handle FROM (
         SELECT m.id FROM messages m WHERE m.reply_ms >= 2000 AND ${sql} ORDER BY m.reply_ms DESC LIMIT ?
       ) s JOIN messages m ON m.id = s.id JOIN users u ON u.id = m.user ORDER BY m.reply_ms DESC, m.id DESC`,
    )
    .all(...values, limit) as (Omit<SlowReply, 'user'> & NamedUserRow)[]
  return rows.map(({ id, time, ms, ...user }) => ({ id, time, ms, user: toNamedUser(user) }))
}

export interface IntentRevenue {
  /** Of the user's last message before the event; undefined where there was none with an intent. */
  readonly intent: string | undefined
  readonly events: number
  readonly amount: number
}

/** What the revenue events within the scope brought, by the intent before each, the greatest first. */
export function readRevenueByIntent(store: TrackerStore, { bot, ...span }: Scope): readonly IntentRevenue[] {
  const [sums = new Map<number, EventSum>()] = readEventSums(store, 'intent', [span], bot, true)
  const names = namesOfIntents(store, sums.keys())
  return [...sums]
    .map(([intent, { count, amount }]) => ({ intent: names.get(intent), events: count, amount }))
    .filter(({ events }) => events > 0)
    .sort((one, other) => other.amount - one.amount || ((one.intent ?? '') < (other.intent ?? '') ? -1 : 1))
}

/** How many messages users wrote by slot, oldest first; a slot comes once for each bot. */
export function readIncomingBySlot(
  store: TrackerStore,
  scope: Scope,
): readonly { readonly slot: number; readonly count: number }[] {
  const { sql, values } = within(scope, 's', 'slot')
  const [slots = [], counts = []] = numberLists(
    store,
    ['s.slot', 's.incoming'],
    `message_slots s WHERE ${sql}`,
    values,
  )
  return slots.map((slot, row) => ({ slot, count: counts[row] ?? 0 }))
}

export interface ButtonClicks {
  /** The bot's message that offers it. */
  readonly text: string
  readonly label: string
  readonly shown: number
  readonly clicked: number
}

/** The latest so many of the bot's messages are looked through for buttons. */
export const MAX_OFFERS = 10_000

/** How often each button of each message was offered and clicked, the most clicked first. */
export function readButtonClicks(store: TrackerStore, scope: Scope, limit = 25): readonly ButtonClicks[] {
  const { sql, values } = within(scope, 'm', 'time')
  const rows = store
    .prepare(
      `SELECT o.text, b.label, count(*) AS shown, count(b.clicked_by) AS clicked FROM (
         SELECT m.id, m.text FROM messages m WHERE ${sql} AND m.incoming = 0 ORDER BY m.time DESC LIMIT ${MAX_OFFERS}
       ) o JOIN buttons b ON b.message = o.id
       GROUP BY o.text, b.label ORDER BY count(b.clicked_by) DESC, count(*) DESC, o.text, b.label LIMIT ?`,
    )
    .all(...values, limit) as ButtonClicks[]
  return rows.map(({ text, label, shown, clicked }) => ({ text, label, shown, clicked }))
}
