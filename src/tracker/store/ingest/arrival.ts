import { createHash } from 'node:crypto'
import type { DashbotEvent, DashbotMessage } from '../../../wire/types'
import { IMPORTED } from '../../schema'

interface Received {
  /** The payload's JSON, kept as it is. */
  readonly json: string
  /** The id of the delivery (`Idempotency-Key`): the same id of a bot is stored once. */
  readonly key?: string | undefined
  /** The bot's name, as {@link storedName} has it; undefined for what is imported without one. */
  readonly bot?: string | undefined
  /** ms since the epoch */
  readonly receivedAt: number
  /** When it was captured, as its sender says beside the payload, ms since the epoch. */
  readonly capturedAt?: number | undefined
}

export interface ArrivedMessage extends Received {
  readonly type: 'incoming' | 'outgoing'
  readonly payload: DashbotMessage
}

export interface ArrivedEvent extends Received {
  readonly type: 'event'
  readonly payload: DashbotEvent
}

/** A payload that was found valid, and is to be stored. */
export type Arrival = ArrivedMessage | ArrivedEvent

/** How many there are, by the bot's name. */
export function countByBot(arrivals: readonly Arrival[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { bot = IMPORTED } of arrivals) counts.set(bot, (counts.get(bot) ?? 0) + 1)
  return counts
}

const EARLIEST = Date.UTC(2000, 0, 1)
const MAX_CLOCK_SKEW_MS = 60 * 60_000

/**
 * When it happened, ms since the epoch: its `dashbot_timestamp`, else its capture, or its arrival where these
 * are absent or make no sense (before the year 2000, such as seconds taken for milliseconds; more than an hour ahead).
 */
export function timeOf({ payload, receivedAt, capturedAt }: Arrival): number {
  const time = payload.dashbot_timestamp ?? capturedAt
  if (time === undefined || time < EARLIEST || time > receivedAt + MAX_CLOCK_SKEW_MS) {
    return receivedAt
  }
  return Math.trunc(time)
}

/** In characters: what is longer makes no list readable and no address that a browser takes. */
const MAX_NAME_LENGTH = 256
const KEPT_LENGTH = 200

/** A text without NUL: some libraries read a text no further. */
export const withoutNul = (text: string): string =>
  text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text

/** An id or name as the tables have it: without NUL, and the end of a long one replaced by its hash. */
export function storedName(name: string): string {
  const clean = withoutNul(name)
  if (clean.length <= MAX_NAME_LENGTH) return clean
  const hash = createHash('sha256').update(clean).digest('hex').slice(0, 16)
  return `${clean.slice(0, KEPT_LENGTH).replace(/[\uD800-\uDBFF]$/, '')}…${hash}`
}
