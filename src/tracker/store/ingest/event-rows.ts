import type { TrackerStore } from '../tracker-store'
import { REACH } from './message-rows'
import { Rows } from './rows'
import type { SlotSums } from './slot-sums'

export interface EventRow {
  readonly bot: number
  readonly time: number
  readonly user: number
  readonly event: number
  readonly amount: number | null
  readonly json: string
}

/** What an event belongs to. */
export interface EventLink {
  readonly session: number | null
  readonly intent: number | null
}

/** A batch's events. Each belongs to the session and the intent of the user's last message before it. */
export class EventRows {
  readonly #events: EventRow[] = []

  add(event: EventRow): void {
    this.#events.push(event)
  }

  /** Writes and counts them, once the batch's messages are written. */
  flush(store: TrackerStore, sums: SlotSums): void {
    const rows = new Rows('events', COLUMNS)
    for (const { bot, time, user, event, amount, json } of this.#events) {
      const { session, intent } = linkOf(store, user, time)
      rows.add(time, user, event, amount, session, intent, json, bot)
      sums.event(bot, time, event, intent ?? 0, amount ?? 0, 1)
    }
    rows.flush(store)
  }
}

/** The session of the user's last message before the event, and the last intent before it. */
export function linkOf(store: TrackerStore, user: number, time: number): EventLink {
  const last = store.prepare(SELECT_LAST).get(user, time) as EventLink | undefined
  return last ?? { session: null, intent: null }
}

const COLUMNS = ['time', 'user', 'event', 'amount', 'session', 'intent', 'json', 'bot']

const SELECT_LAST = `
SELECT session, (
  SELECT intent FROM (
    SELECT time, id, incoming, intent FROM messages WHERE user = ?1 AND time <= ?2 ORDER BY time DESC, id DESC LIMIT ${REACH}
  ) WHERE incoming = 1 AND intent IS NOT NULL ORDER BY time DESC, id DESC LIMIT 1
) AS intent
FROM messages WHERE user = ?1 AND time <= ?2 ORDER BY time DESC, id DESC LIMIT 1`
