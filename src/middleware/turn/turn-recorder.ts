import { randomUUID } from 'node:crypto'
import { isEmptyResponse } from '../../internal/nothing-sent'
import type { ActivityLike } from '../../mapping/activity-like'
import { attempt } from '../../mapping/attempt'
import { echoedMessage, isEcho } from '../../mapping/echo'
import { knownUserOf } from '../../mapping/known-user'
import { readActivity } from '../../mapping/reading'
import { traceIntent } from '../../mapping/recognizer/trace-intent'
import { referralsOf } from '../../mapping/referrals'
import { filledText } from '../../mapping/value-text'
import { channelOf, type MiddlewareSettings } from '../options'
import { ButtonStorage } from './button-storage'
import { scopeAround } from './call-scope'
import { FailedTurns } from './failed-turns'
import { attachTurn } from './find-turn'
import { OfferedButtons } from './offered-buttons'
import { eventOf, setRecognizedIntent } from './record'
import { ReportedUser } from './reported-user'
import { rememberEnded } from './shared-turns'
import type { ResourceResponseLike, TurnContextLike } from './turn-context-like'
import { type SaidMessage, TurnMessages } from './turn-messages'
import { type CallScope, type Occurrence, TurnRecord } from './turn-record'
import type { TurnReporter } from './turn-reporter'

/** How long a turn that failed in which nothing happened waits to be run again, in ms: it may name the intent then. */
const FAILED_LINGER_MS = 15_000
/** How long one may wait for another in which it goes on. */
const LINGER_MS = 5_000

/** Makes records of turns, and messages of what is said in them. Its methods never throw, except for `begin`. */
export class TurnRecorder {
  readonly #reporter: TurnReporter
  readonly #settings: MiddlewareSettings
  readonly #messages: TurnMessages
  readonly #users: ReportedUser
  readonly #buttons: OfferedButtons
  readonly #failed = new FailedTurns()

  constructor(reporter: TurnReporter, settings: MiddlewareSettings) {
    this.#reporter = reporter
    this.#settings = settings
    this.#messages = new TurnMessages(settings, reporter)
    this.#users = new ReportedUser(settings.userId, reporter)
    const { storage, storageSecret } = settings
    this.#buttons = new OfferedButtons({
      storage: storage && new ButtonStorage(storage, storageSecret),
      onError: (error) => reporter.failed('The storage of offered buttons failed', error),
    })
  }

  /** The held record of the turn that begins here. The activity's fields are read now: the bot may change them. */
  begin(context: TurnContextLike, activity: ActivityLike): TurnRecord {
    const conversationId = filledText(activity.conversation?.id)
    const before = this.#failed.take(activity, conversationId)
    const goesOn = before?.waits ? before : this.#continued(activity, conversationId)
    goesOn?.turnBegins(context)
    const turn = goesOn ?? this.#create(context, activity, { conversationId, before })
    attachTurn(context, turn)
    this.#reporter.hold(turn, turn.heldSince)
    this.#reporter.stopLingering(turn.identity.conversation)
    return turn
  }

  /**
   * The record is reported unless something still holds it. The Agents SDK may answer a long-running message in a second
   * turn, and the first then looks like a turn in which nothing happened: it is held for up to 5 s.
   */
  end(turn: TurnRecord, context: TurnContextLike): void {
    finish(turn, context)
    const mayGoOn = turn.isOver && isSilent(turn) && attempt(isOfAgentsSdk, context) === true
    if (mayGoOn) this.#reporter.linger(turn, LINGER_MS)
    else this.#reporter.release(turn)
  }

  /**
   * After a turn that threw, only `onTurnError` sends more; or the turn runs again, and its message is still one. Where a
   * proactive turn within it threw, the turn itself may go well.
   */
  fail(turn: TurnRecord, context: TurnContextLike): void {
    finish(turn, context)
    if (turn.isOver || attempt(isOfProactiveTurn, context) !== true) this.#failed.remember(turn)
    if (turn.isOver && isSilent(turn)) this.#reporter.linger(turn, FAILED_LINGER_MS)
    else this.#reporter.release(turn)
  }

  /** Takes intents from the traces that recognizers send. */
  noteTraces(turn: TurnRecord, activities: readonly ActivityLike[]): void {
    if (!this.#settings.recognizerTraces) return
    for (const activity of activities) {
      const found = attempt(traceIntent, activity)
      if (found !== undefined) setRecognizedIntent(turn, found)
    }
  }

  /** Records the messages among activities that were sent, by the tracked method that names their intent if any. */
  noteSent(
    turn: TurnRecord,
    sentIn: CallScope | undefined,
    { activities, responses }: { activities: readonly ActivityLike[]; responses?: unknown },
  ): void {
    const ids = responseIds(responses, activities.length)
    activities.forEach((activity, index) => {
      try {
        const response = ids?.[index]
        if (!isMessage(activity) || isEmptyResponse(response)) return
        this.#addOutgoing(turn, sentIn, activity, response?.id)
      } catch (error) {
        this.#reporter.failed('A sent message could not be recorded', error)
      }
    })
  }

  /** The turn around, where it goes on here: the second turn of a long-running message begins like a proactive one. */
  #continued(activity: ActivityLike, conversationId: string | undefined): TurnRecord | undefined {
    if (activity.type !== 'event' || !isProactive(activity)) return undefined
    const around = scopeAround()?.turn
    const goesOn = around?.conversationId === conversationId && around?.reporter === this.#reporter
    return goesOn && around.holders > 0 ? around : undefined
  }

  /** @param before the record of the activity's turn that failed, and was reported */
  #create(
    context: TurnContextLike,
    activity: ActivityLike,
    { conversationId, before }: { conversationId: string | undefined; before: TurnRecord | undefined },
  ): TurnRecord {
    const said = isMessage(activity) ? this.#messages.read(activity, 'incoming') : undefined
    const echoed = attempt(isEcho, activity) ? echoedMessage(activity) : undefined
    const reading =
      said?.reading ?? (echoed ? readActivity(echoed, 'outgoing') : readActivity(activity, 'incoming'))
    const given = this.#users.of(reading)
    const { ids, names } = knownUserOf(reading)
    const turn = new TurnRecord({
      reporter: this.#reporter,
      context,
      activityId: activity.id,
      text: activity.text,
      conversationId,
      reportedConversationId: said?.message.conversationId ?? conversationId,
      enrichedConversationId: said || echoed ? undefined : this.#messages.conversationIdOf(activity),
      identity: {
        conversation: laneOf(activity, ids[0] ?? given, conversationId),
        channelConversationId: conversationId,
        userIds: ids,
        names,
      },
      userId: given ?? ids[0],
      userIdIsGiven: given !== undefined,
      span: this.#reporter.client.activeSpan(),
    })
    if (before !== undefined) {
      turn.follows(before)
      return turn
    }
    if (said !== undefined) this.#addIncoming(turn, said)
    const echo = echoed && this.#outgoing(turn, echoed)
    if (echo !== undefined) turn.occurrences.push(echo)
    return turn
  }

  /** The turn is held until it is known which button is answered. */
  #addIncoming(turn: TurnRecord, said: SaidMessage): void {
    const { message, isConcealed } = said
    turn.occurrences.push({ type: 'incoming', payload: message, at: turn.heldSince, isConcealed })
    for (const referral of referralsOf(said.reading)) {
      turn.occurrences.push({ type: 'event', payload: eventOf(turn, referral), at: turn.heldSince })
    }
    const { conversation } = turn.identity
    const asking = conversation === undefined ? undefined : this.#buttons.resolve(conversation, said)
    if (asking === undefined) return
    this.#reporter.hold(turn)
    void asking.then(() => this.#reporter.release(turn))
  }

  #addOutgoing(
    turn: TurnRecord,
    sentIn: CallScope | undefined,
    activity: ActivityLike,
    responseId: string | undefined,
  ): void {
    const occurrence = this.#outgoing(turn, activity, responseId, sentIn)
    if (occurrence !== undefined) this.#reporter.add(turn, occurrence)
  }

  /** What the bot sent, or a person in its account. */
  #outgoing(
    turn: TurnRecord,
    activity: ActivityLike,
    responseId?: string,
    sentIn?: CallScope,
  ): Occurrence | undefined {
    const said = this.#messages.read(activity, 'outgoing', responseId || randomUUID())
    if (said === undefined) return undefined
    const { message: payload, isConcealed } = said
    const identity = this.#otherUser(turn, said)
    if (identity === undefined) {
      turn.reportedConversationId = payload.conversationId ?? turn.reportedConversationId
      turn.enrichedConversationId = undefined
    }
    const lane = (identity ?? turn.identity).conversation ?? payload.userId
    if (payload.buttons !== undefined) this.#buttons.remember(lane, payload.buttons)
    const intent = turn.outgoingIntent
    return { type: 'outgoing', payload, at: Date.now(), identity, isConcealed, sentIn, intent }
  }

  /**
   * Learns from a sent message who the turn's user is.
   *
   * @returns the user of a message that goes to somebody else
   */
  #otherUser(turn: TurnRecord, { reading, message }: SaidMessage): Occurrence['identity'] {
    const { identity } = turn
    const { activity } = reading
    const given = this.#users.of(reading)
    const { ids, names } = knownUserOf(reading)
    const lane = laneOf(activity, ids[0] ?? given, filledText(activity.conversation?.id))
    const isSame =
      ids.length === 0 || identity.userIds.length === 0 || ids.some((id) => identity.userIds.includes(id))
    if (!isSame) {
      message.userId = given ?? message.userId
      return { conversation: lane, userIds: ids, names }
    }
    identity.userIds = union(identity.userIds, ids)
    identity.names = union(identity.names, names)
    identity.conversation ??= lane
    if (turn.userIdIsGiven) {
      if (given !== undefined && given !== turn.userId) this.#users.disagrees()
    } else {
      turn.userId = given ?? turn.userId ?? ids[0]
      turn.userIdIsGiven = given !== undefined
    }
    return undefined
  }
}

/** What adapters call the event with which they begin a turn that no user began. */
const proactiveNames = new Set(['continueconversation', 'createconversation'])

/** true for the activity that begins a proactive turn. */
function isProactive({ name }: ActivityLike): boolean {
  return typeof name === 'string' && proactiveNames.has(name.toLowerCase())
}

/** true for what a user or the bot said; false for typing, traces, events, updates. */
function isMessage(activity: ActivityLike): boolean {
  return activity.type === 'message' && !isProactive(activity)
}

/** Only the Agents SDK's contexts have streaming. */
function isOfAgentsSdk(context: object): boolean {
  return 'streamingResponse' in context
}

function isOfProactiveTurn({ activity }: TurnContextLike): boolean {
  return isProactive(activity)
}

function finish(turn: TurnRecord, context: TurnContextLike): void {
  turn.turnEnds(context)
  rememberEnded(turn)
}

/** true where nothing happened but that a message came in. */
function isSilent({ occurrences, incomingIntent }: TurnRecord): boolean {
  const [first, ...others] = occurrences
  const isReferral = ({ type, at }: Occurrence) => type === 'event' && at === first?.at
  return incomingIntent === undefined && first?.type === 'incoming' && others.every(isReferral)
}

/** The ids that the adapter gave, where it is clear which activity has which. */
function responseIds(
  responses: unknown,
  length: number,
): readonly Partial<ResourceResponseLike>[] | undefined {
  return Array.isArray(responses) && responses.length === length ? responses : undefined
}

/**
 * What keeps its order: a user on Twitter, where there are no groups and some adapters name each message a
 * conversation; the conversation elsewhere. By the platform's ids: whatever is reported as the user's id, they are the
 * same for all that belongs together.
 */
function laneOf(
  activity: ActivityLike,
  userId: string | undefined,
  conversationId: string | undefined,
): string | undefined {
  return channelOf(activity) === 'twitter' ? (userId ?? conversationId) : (conversationId ?? userId)
}

function union(known: readonly string[], found: readonly string[]): readonly string[] {
  return found.every((item) => known.includes(item)) ? known : [...new Set([...known, ...found])]
}
