import type { DashbotEvent, DashbotMessage } from '../../wire/types'
import type { TrackerStore } from '../store/tracker-store'

/** A message as it was delivered, and when it happened. */
export interface TrackedMessage {
  readonly type: 'incoming' | 'outgoing'
  /** ms since the epoch */
  readonly time: number
  /** The bot's name. Default in an import: `import`. */
  readonly bot?: string
  readonly payload: DashbotMessage
}

/** An event as it was delivered, and when it happened. */
export interface TrackedEvent {
  readonly type: 'event'
  /** ms since the epoch */
  readonly time: number
  /** The bot's name. Default in an import: `import`. */
  readonly bot?: string
  readonly payload: DashbotEvent
}

export type Tracked = TrackedMessage | TrackedEvent

export interface TrackedFilter {
  /** Only this user's. Default: everybody's. */
  readonly userId?: string
  /**
   * So many of the newest.
   * @default 1_000
   */
  readonly limit?: number
}

interface Row {
  readonly time: number
  readonly bot: string
  readonly json: string
}

/** The newest messages, oldest first. */
export function readMessages(
  store: TrackerStore,
  { userId, limit = 1_000 }: TrackedFilter,
): readonly TrackedMessage[] {
  const rows = (
    userId === undefined
      ? store.prepare(messages('')).all(limit)
      : store.prepare(messages(OF_USER)).all(userId, limit)
  ) as readonly (Row & { readonly incoming: number })[]
  return rows.toReversed().map(({ time, incoming, bot, json }) => ({
    type: incoming === 1 ? 'incoming' : 'outgoing',
    time,
    bot,
    payload: JSON.parse(json) as DashbotMessage,
  }))
}

/** The newest events, oldest first. */
export function readTrackedEvents(
  store: TrackerStore,
  { userId, limit = 1_000 }: TrackedFilter,
): readonly TrackedEvent[] {
  const rows = (
    userId === undefined
      ? store.prepare(events('')).all(limit)
      : store.prepare(events(OF_USER)).all(userId, limit)
  ) as readonly Row[]
  return rows
    .toReversed()
    .map(({ time, bot, json }) => ({ type: 'event', time, bot, payload: JSON.parse(json) as DashbotEvent }))
}

const BOT = '(SELECT name FROM bots WHERE bots.id = bot) AS bot'

const OF_USER = 'WHERE user IN (SELECT id FROM users WHERE user_id = ?)'

const messages = (where: string) => `
SELECT time, incoming, ${BOT}, json FROM messages JOIN payloads ON payloads.message = messages.id ${where}
ORDER BY time DESC, id DESC LIMIT ?`

const events = (where: string) => `
SELECT time, ${BOT}, json FROM events ${where} ORDER BY time DESC, id DESC LIMIT ?`
