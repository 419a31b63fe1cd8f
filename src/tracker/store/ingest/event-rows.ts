import type { TrackerStore } from '../tracker-store'
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
      const last = store.prepare(SELECT_LAST).get(user, time) as
        | { readonly session: number; readonly intent: number | null }
        | undefined
      const intent = last?.intent ?? null
      rows.add(time, user, event, amount, last?.session ?? null, intent, json, bot)
      sums.event(bot, time, event, intent ?? 0, amount ?? 0)
    }
    rows.flush(store)
  }
}

const COLUMNS = ['time', 'user', 'event', 'amount', 'session', 'intent', 'json', 'bot']

/** Among the user's last 20 messages, so that no event costs a long search. */
const SELECT_LAST = `
SELECT session, (
  SELECT intent FROM (
    SELECT time, id, incoming, intent FROM messages WHERE user = ?1 AND time <= ?2 ORDER BY time DESC, id DESC LIMIT 20
  ) WHERE incoming = 1 AND intent IS NOT NULL ORDER BY time DESC, id DESC LIMIT 1
) AS intent
FROM messages WHERE user = ?1 AND time <= ?2 ORDER BY time DESC, id DESC LIMIT 1`
