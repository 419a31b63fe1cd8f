import type { TrackerStore } from '../tracker-store'
import { linkOf } from './event-rows'
import { type Click, markClicked, REACH } from './message-rows'
import type { SlotSums } from './slot-sums'

interface Span {
  readonly from: number
  readonly to: number
}

interface StoredEvent {
  readonly id: number
  readonly bot: number
  readonly time: number
  readonly event: number
  readonly amount: number | null
  readonly session: number | null
  readonly intent: number | null
}

/**
 * A batch's messages that happened before something of their user that is stored already. They change what events and
 * clicks behind them belong to: that ends up as if all had come in order.
 */
export class LateMessages {
  readonly #times = new Map<number, number[]>()

  add(user: number, time: number): void {
    const times = this.#times.get(user)
    if (times === undefined) this.#times.set(user, [time])
    else times.push(time)
  }

  /** To be called once the batch's messages and sessions are written, and before its events are. */
  repair(store: TrackerStore, sums: SlotSums): void {
    for (const [user, times] of this.#times) {
      for (const span of reachOf(store, user, times)) {
        linkAgain(store, sums, user, span)
        markAgain(store, user, span)
      }
    }
  }
}

/** From each message up to where it is out of reach; those that overlap as one. */
function reachOf(store: TrackerStore, user: number, times: readonly number[]): readonly Span[] {
  const spans: Span[] = []
  for (const time of times.toSorted((one, other) => one - other)) {
    const last = spans.at(-1)
    const before = last !== undefined && time <= last.to ? spans.pop() : undefined
    spans.push({ from: before?.from ?? time, to: lastReached(store, user, time) })
  }
  return spans
}

function linkAgain(store: TrackerStore, sums: SlotSums, user: number, { from, to }: Span): void {
  for (const row of store.prepare(SELECT_EVENTS).all(user, from, to) as readonly StoredEvent[]) {
    const { id, bot, time, event, amount, session, intent } = row
    const link = linkOf(store, user, time)
    if (link.session === session && link.intent === intent) continue
    store.prepare(LINK_EVENT).run(link.session, link.intent, id)
    sums.event(bot, time, event, intent ?? 0, amount ?? 0, -1)
    sums.event(bot, time, event, link.intent ?? 0, amount ?? 0, 1)
  }
}

/** Buttons that a click within the span may have answered lie before it, and later clicks may have answered them, too. */
function markAgain(store: TrackerStore, user: number, { from, to }: Span): void {
  const first = store.prepare(SELECT_FIRST).get(user, from) as { readonly time: number } | undefined
  const start = first?.time ?? Number.MIN_SAFE_INTEGER
  store.prepare(RESET_BUTTONS).run(user, start, to)
  const clicks = store.prepare(SELECT_CLICKS).all(user, start, lastReached(store, user, to))
  for (const click of clicks as readonly Omit<Click, 'user'>[]) markClicked(store, { ...click, user })
}

/** The time of the last message that looks back at one of this moment. */
function lastReached(store: TrackerStore, user: number, time: number): number {
  const last = store.prepare(SELECT_LAST_REACHED).get(user, time) as { readonly time: number } | undefined
  return last?.time ?? Number.MAX_SAFE_INTEGER
}

const SELECT_LAST_REACHED = `
SELECT time FROM messages WHERE user = ? AND time > ? ORDER BY time LIMIT 1 OFFSET ${REACH - 1}`
const SELECT_FIRST = `
SELECT time FROM messages WHERE user = ? AND time < ? ORDER BY time DESC LIMIT 1 OFFSET ${REACH - 1}`

const SELECT_EVENTS = `
SELECT id, bot, time, event, amount, session, intent FROM events WHERE user = ? AND time BETWEEN ? AND ?`
const LINK_EVENT = 'UPDATE events SET session = ?, intent = ? WHERE id = ?'

const RESET_BUTTONS = `
UPDATE buttons SET clicked_by = NULL
WHERE message IN (SELECT id FROM messages WHERE user = ? AND time BETWEEN ? AND ?) AND clicked_by IS NOT NULL`
const SELECT_CLICKS = `
SELECT id AS message, time, clicked AS button FROM messages
WHERE user = ? AND time BETWEEN ? AND ? AND clicked IS NOT NULL`
