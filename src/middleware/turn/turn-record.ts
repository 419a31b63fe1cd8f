import type { Identity } from '../../client/identity'
import type { DashbotIntent, DashbotPayload, PayloadType } from '../../wire/types'
import type { TurnContextLike } from './turn-context-like'

/** Counts the changes of the types in here that another copy of the library could not read. */
export const TURN_FORMAT = 1

/** How much a source of an intent counts: the last of the highest rank wins. */
export const intentRank = { none: 0, recognizer: 1, decorator: 2, call: 3 } as const
export type IntentRank = (typeof intentRank)[keyof typeof intentRank]

/** What names the intent of the messages sent in it. */
export interface IntentScope {
  outgoingIntent: DashbotIntent | undefined
  /** A message was reported that lacks what is named from now on. */
  outgoingIsReported: boolean
}

/** A message or an event of a turn. It waits for the turn's end, since its intent may be named until then. */
export interface Occurrence {
  readonly type: PayloadType
  readonly payload: DashbotPayload
  /** Wall clock, ms since the epoch. */
  readonly at: number
  /** Whose it is, where it is not the turn's user's. */
  readonly identity?: Identity | undefined
  /** The event names its user itself. */
  readonly namesUser?: boolean | undefined
  /** What recorded the event, for reports: `@TrackEvent on Shop.buy`. */
  readonly origin?: string | undefined
  /** Said in an encrypted conversation, and reported without what was said. */
  readonly isConcealed?: boolean | undefined
  /** The call of a tracked method that sent the outgoing message. */
  readonly sentIn?: IntentScope | undefined
  /** The intent that `trackIntent` named for the outgoing message. */
  intent?: DashbotIntent | undefined
}

/** Takes what happens in turns. No method throws. */
export interface TurnSink {
  /** Where everything goes. */
  readonly client: object
  /** Keeps the turn open until `release` is called as often as `hold`. */
  hold(turn: TurnRecord): void
  release(turn: TurnRecord): void
  add(turn: TurnRecord, occurrence: Occurrence): void
  /** Reports what could not be recorded, and why. */
  failed(what: string, error: unknown): void
  /** Reports the message the first time that it is given. */
  announce(message: string): void
}

/** Who a turn is about, as far as it is known yet. */
export interface TurnIdentity {
  /** The key of the lane that keeps the conversation's order. */
  conversation: string | undefined
  /** What the channel calls the conversation. */
  readonly channelConversationId?: string | undefined
  /** Ids that name the user. */
  userIds: readonly string[]
  names: readonly string[]
}

/** What is known of a turn when it begins. */
export type TurnStart = Pick<
  TurnRecord,
  | 'reporter'
  | 'context'
  | 'activityId'
  | 'text'
  | 'conversationId'
  | 'reportedConversationId'
  | 'enrichedConversationId'
  | 'identity'
  | 'userId'
  | 'userIdIsGiven'
  | 'span'
>

let nextNumber = 0

/**
 * All state of one turn. A class: V8 allocates object literals that survive collections in the old generation, which
 * takes twice as long.
 */
export class TurnRecord implements IntentScope {
  readonly format = TURN_FORMAT
  /** A turn that began later has a higher one. */
  readonly number = nextNumber++
  readonly reporter: TurnSink
  /** That of the turn in progress that began last. For the bot's own resolvers only: the SDK revokes it with its turn. */
  context: TurnContextLike
  /**
   * Those of all turns that it is the record of, where they are several: of the ones that are over, then of the ones in
   * progress.
   */
  #contexts: TurnContextLike[] | undefined = undefined
  /** More than one where a turn goes on in another: a proactive turn within a turn of its conversation. */
  #turnsInProgress = 1
  /** The activity's, by which it is known where its turn runs again. */
  readonly activityId: string | undefined
  readonly text: string | undefined
  /** The activity's, by which a cloned context is recognized. */
  readonly conversationId: string | undefined
  /** The one that events report: that of the turn's last message. */
  reportedConversationId: string | undefined
  /** Asks the `enrich` option for the conversation of a turn without a message. */
  enrichedConversationId: (() => string | undefined) | undefined
  readonly identity: TurnIdentity
  /** The reported id of the user; a proactive turn learns it from the first message that it sends. */
  userId: string | undefined
  /** The `userId` option gave it. */
  userIdIsGiven: boolean
  /** What was active when it began, for the observer of deliveries. */
  readonly span: unknown
  readonly occurrences: Occurrence[] = []
  /** How many keep the turn open: the turn itself, running calls of tracked methods, reads of a storage. */
  holders = 0
  /** Wall clock, ms since the epoch. */
  heldSince = Date.now()
  /** Where the reporter keeps it while it is held. */
  slot: number | undefined = undefined
  /** Its lane when it was last held: a turn may learn its lane later. */
  heldLane: string | undefined = undefined
  /** Held for longer than the reporter allows: nothing waits any more. */
  isOverdue = false
  /** Turns that are over and wait for this one, which began before them in their lane. */
  followers: TurnRecord[] | undefined = undefined
  /** It is among the followers of another. */
  isFollowing = false
  incomingIntent: DashbotIntent | undefined = undefined
  incomingIntentRank: IntentRank = intentRank.none
  /** The highest score among the results of recognizers, from 0 to 1. */
  topScore = 0
  incomingIsReported = false
  outgoingIntent: DashbotIntent | undefined = undefined
  outgoingIsReported = false

  constructor(start: TurnStart) {
    this.reporter = start.reporter
    this.context = start.context
    this.activityId = start.activityId
    this.text = start.text
    this.conversationId = start.conversationId
    this.reportedConversationId = start.reportedConversationId
    this.enrichedConversationId = start.enrichedConversationId
    this.identity = start.identity
    this.userId = start.userId
    this.userIdIsGiven = start.userIdIsGiven
    this.span = start.span
  }

  /** No turn that it is the record of is in progress. */
  get isOver(): boolean {
    return this.#turnsInProgress === 0
  }

  /** What happens in it is not reported yet. */
  get waits(): boolean {
    return (this.holders > 0 && !this.isOverdue) || this.isFollowing
  }

  /** true for the context of a turn that it is the record of, also a revoked one. */
  hasContext(context: object): boolean {
    return this.context === context || this.#contexts?.some((own) => own === context) === true
  }

  /** Another turn goes on with this record. */
  turnBegins(context: TurnContextLike): void {
    this.#contexts ??= [this.context]
    this.#contexts.push(context)
    this.context = context
    this.#turnsInProgress += 1
  }

  turnEnds(context: TurnContextLike): void {
    this.#turnsInProgress -= 1
    if (this.isOver || this.#contexts === undefined) return
    this.#contexts.splice(this.#contexts.indexOf(context), 1)
    this.#contexts.splice(-this.#turnsInProgress, 0, context)
    this.context = this.#contexts.at(-1) ?? context
  }

  /** Another turn reported the message that came in, with the intent that it knew. */
  follows({ incomingIntent, incomingIntentRank, topScore, incomingIsReported }: TurnRecord): void {
    this.incomingIntent = incomingIntent
    this.incomingIntentRank = incomingIntentRank
    this.topScore = topScore
    this.incomingIsReported = incomingIsReported
  }
}

/** What a tracked method records: the intent of the incoming message, that of the messages it sends, or an event. */
export type TrackedKind = 'incoming' | 'outgoing' | 'event'

/** One decoration of one method. */
export interface TrackedMethod {
  readonly kind: TrackedKind
  readonly member: string | symbol
  /** The method as written, without our decorators. */
  readonly original: unknown
}

/** One call of a tracked method, as far as its own asynchronous context reaches; or the turn itself. */
export interface CallScope extends IntentScope {
  readonly turn: TurnRecord
  readonly outer: CallScope | undefined
  readonly method: TrackedMethod | undefined
  readonly self: unknown
  isRunning: boolean
  outgoingIntentRank: IntentRank
}
