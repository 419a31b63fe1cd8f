import type { DashbotIntent, DashbotPayload, PayloadType } from '../../wire/types'
import type { TurnContextLike } from './turn-context-like'

/** How much a source of an intent counts: the last of the highest rank wins. */
export const intentRank = { none: 0, recognizer: 1, decorator: 2, call: 3 } as const
export type IntentRank = (typeof intentRank)[keyof typeof intentRank]

/** What names the intent of the messages sent in it. */
export interface IntentScope {
  outgoingIntent: DashbotIntent | undefined
}

/** A message or an event of a turn. It waits for the turn's end, since its intent may be named until then. */
export interface Occurrence {
  readonly type: PayloadType
  readonly payload: DashbotPayload
  /** Wall clock, ms since the epoch. */
  readonly at: number
  /** The call of a tracked method that sent the outgoing message. */
  readonly sentIn?: IntentScope | undefined
  /** The intent that `trackIntent` named for the outgoing message. */
  intent?: DashbotIntent | undefined
}

/** Takes what happens in turns. No method throws. */
export interface TurnSink {
  /** Keeps the turn open until `release` is called as often as `hold`. */
  hold(turn: TurnRecord): void
  release(turn: TurnRecord): void
  add(turn: TurnRecord, occurrence: Occurrence): void
  /** Reports what could not be recorded, and why. */
  failed(what: string, error: unknown): void
}

/** All state of one turn. */
export interface TurnRecord extends IntentScope {
  readonly reporter: TurnSink
  /** For the bot's own resolvers only: the SDK revokes it when the turn is over. */
  context: TurnContextLike
  readonly conversationId: string | undefined
  /** The key of the queue that keeps the conversation's order. */
  readonly lane: string | undefined
  /** A proactive turn learns it from the first message that it sends. */
  userId: string | undefined
  occurrences: Occurrence[]
  /** How many keep the turn open: the turn itself, running calls of tracked methods, reads of a storage. */
  holders: number
  /** Wall clock, ms since the epoch. */
  heldSince: number
  /** Held for longer than the reporter allows: nothing waits any more. */
  isOverdue: boolean
  incomingIntent: DashbotIntent | undefined
  incomingIntentRank: IntentRank
  /** The highest score among the results of recognizers, from 0 to 1. */
  topScore: number
  incomingIsReported: boolean
}
