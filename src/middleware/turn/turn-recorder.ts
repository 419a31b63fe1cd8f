import { randomUUID } from 'node:crypto'
import type { ActivityLike } from '../../mapping/activity-like'
import { attempt } from '../../mapping/attempt'
import { type Direction, readActivity } from '../../mapping/reading'
import { traceIntent } from '../../mapping/recognizer/trace-intent'
import { type ReadMessage, readMessage, toMessage } from '../../mapping/to-message'
import { userIdOf } from '../../mapping/user-id'
import type { MiddlewareSettings } from '../options'
import { ButtonStorage } from './button-storage'
import { type CallScope, currentTurn } from './call-scope'
import { attachTurn } from './find-turn'
import { isMessage, isProactive } from './is-message'
import { OfferedButtons } from './offered-buttons'
import { setRecognizedIntent } from './record'
import type { ResourceResponseLike, TurnContextLike } from './turn-context-like'
import { intentRank, type TurnRecord } from './turn-record'
import { type CaptureClient, TurnReporter } from './turn-reporter'

/** Makes records of turns, and messages of what is said in them. Its methods never throw, except for `begin`. */
export class TurnRecorder {
  readonly #reporter: TurnReporter
  readonly #settings: MiddlewareSettings
  readonly #buttons: OfferedButtons

  constructor(client: CaptureClient, settings: MiddlewareSettings) {
    this.#reporter = new TurnReporter(client)
    this.#settings = settings
    const { storage, storageSecret } = settings
    this.#buttons = new OfferedButtons({
      storage: storage && new ButtonStorage(storage, storageSecret),
      onError: (error) => client.captureFailed('The storage of offered buttons failed', error),
    })
  }

  /** The held record of the turn that begins here. The activity's fields are read now: the bot may change them. */
  begin(context: TurnContextLike, activity: ActivityLike): TurnRecord {
    const conversationId = activity.conversation?.id
    const continued = this.#continued(activity, conversationId)
    const turn = continued ?? this.#create(context, activity, conversationId)
    turn.context = context
    attachTurn(context, turn)
    this.#reporter.hold(turn, turn.heldSince)
    this.#reporter.stopLingering(turn.lane)
    return turn
  }

  /**
   * The record is reported unless something still holds it. The Agents SDK may answer a long-running message in a second
   * turn, and what the first looks like then is a turn in which nothing happened: such a one waits a little.
   */
  end(turn: TurnRecord): void {
    if (isSilent(turn) && attempt(isOfAgentsSdk, turn.context) === true) this.#reporter.linger(turn)
    else this.#reporter.release(turn)
  }

  /** Of a turn that threw nothing more is to come, but what `onTurnError` sends. */
  fail(turn: TurnRecord): void {
    this.#reporter.release(turn)
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
        if (isMessage(activity)) this.#addOutgoing(turn, sentIn, activity, ids?.[index]?.id)
      } catch (error) {
        this.#reporter.failed('A sent message could not be recorded', error)
      }
    })
  }

  /** The turn around, where it goes on here: the second turn of a long-running message begins like a proactive one. */
  #continued(activity: ActivityLike, conversationId: string | undefined): TurnRecord | undefined {
    if (activity.type !== 'event' || !isProactive(activity)) return undefined
    const around = currentTurn()
    const goesOn = around?.conversationId === conversationId && around?.reporter === this.#reporter
    return goesOn && around.holders > 0 ? around : undefined
  }

  #create(context: TurnContextLike, activity: ActivityLike, conversationId: string | undefined): TurnRecord {
    const incoming = isMessage(activity) ? this.#incoming(activity) : undefined
    const userId =
      incoming?.message.userId ??
      (this.#userId(activity, 'incoming') || attempt(userIdOf, readActivity(activity, 'incoming')))
    const turn: TurnRecord = {
      reporter: this.#reporter,
      context,
      conversationId,
      lane: laneOf(activity.channelId, userId, conversationId),
      userId: userId || undefined,
      occurrences: [],
      holders: 0,
      heldSince: Date.now(),
      isOverdue: false,
      incomingIntent: undefined,
      incomingIntentRank: intentRank.none,
      topScore: 0,
      incomingIsReported: false,
      outgoingIntent: undefined,
    }
    if (incoming !== undefined) this.#addIncoming(turn, incoming)
    return turn
  }

  #incoming(activity: ActivityLike): ReadMessage {
    return readMessage(activity, { direction: 'incoming', userId: this.#userId(activity, 'incoming') })
  }

  /** The turn is held until it is known which button is answered. */
  #addIncoming(turn: TurnRecord, incoming: ReadMessage): void {
    turn.occurrences.push({ type: 'incoming', payload: incoming.message, at: turn.heldSince })
    const asking = turn.lane === undefined ? undefined : this.#buttons.resolve(turn.lane, incoming)
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
    const payload = toMessage(activity, {
      direction: 'outgoing',
      userId: this.#userId(activity, 'outgoing'),
      id: responseId || randomUUID(),
    })
    payload.userId ||= turn.userId ?? ''
    turn.userId ??= payload.userId || undefined
    const lane = turn.lane ?? payload.userId
    if (payload.buttons !== undefined) this.#buttons.remember(lane, payload.buttons)
    const intent = turn.outgoingIntent
    this.#reporter.add(turn, { type: 'outgoing', payload, at: Date.now(), sentIn, intent })
  }

  #userId(activity: ActivityLike, direction: Direction): string | undefined {
    const { userId } = this.#settings
    if (userId === undefined) return undefined
    try {
      return userId(activity, direction)
    } catch (error) {
      this.#reporter.failed('The userId option failed', error)
      return undefined
    }
  }
}

/** Only the Agents SDK's contexts have streaming. */
function isOfAgentsSdk(context: object): boolean {
  return 'streamingResponse' in context
}

/** true where all that happened is that a message came in. */
function isSilent({ occurrences, incomingIntent }: TurnRecord): boolean {
  return incomingIntent === undefined && occurrences.length === 1 && occurrences[0]?.type === 'incoming'
}

/** The ids that the adapter gave, where it can be told which activity has which. */
function responseIds(
  responses: unknown,
  length: number,
): readonly Partial<ResourceResponseLike>[] | undefined {
  return Array.isArray(responses) && responses.length === length ? responses : undefined
}

/**
 * What keeps its order: a user on Twitter, where there are no groups and some adapters name each message a
 * conversation; the conversation elsewhere.
 */
function laneOf(
  channelId: string | undefined,
  userId: string | undefined,
  conversationId: string | undefined,
): string | undefined {
  return (channelId === 'twitter' ? userId || conversationId : conversationId || userId) || undefined
}
