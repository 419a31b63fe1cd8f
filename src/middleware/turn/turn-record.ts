import type { DashbotIntent, DashbotPayload, PayloadType } from '../../wire/types'
import type { CallScope } from './call-scope'
import type { TurnContextLike } from './turn-context-like'
import type { TurnReporter } from './turn-reporter'

/** A message or an event of a turn, waiting for the turn's end: its intent may be told until then. */
export interface Occurrence {
  readonly type: PayloadType
  readonly payload: DashbotPayload
  /** Wall clock, ms since the epoch. */
  readonly at: number
  /** The tracked method that an outgoing message was sent from. */
  readonly sentIn?: CallScope | undefined
  /** The intent told by hand for an outgoing message. */
  intent?: DashbotIntent | undefined
}

/** How much a source of the incoming message's intent counts: the last of the highest rank wins. */
export const intentRank = { none: 0, recognizer: 1, decorator: 2, call: 3 } as const
export type IntentRank = (typeof intentRank)[keyof typeof intentRank]

/** What is known of one turn. All state of a turn is here, and nowhere else. */
export interface TurnRecord {
  readonly reporter: TurnReporter
  /** For the bot's own resolvers only: it is revoked when the turn is over. */
  context: TurnContextLike
  readonly conversationId: string | undefined
  /** What is delivered in order. */
  readonly lane: string | undefined
  /** Where a proactive turn does not say, the first message it sends does. */
  userId: string | undefined
  occurrences: Occurrence[]
  /** The turn itself, tracked methods in progress, and whatever else may still tell more. */
  holders: number
  heldSince: number
  /** Held for so long that nothing waits any more. */
  isOverdue: boolean
  incomingIntent: DashbotIntent | undefined
  incomingIntentRank: IntentRank
  incomingIsReported: boolean
  /** The intent of outgoing messages, as told by hand last. */
  outgoingIntent: DashbotIntent | undefined
}
