import { clearInterval, setInterval, setTimeout } from 'node:timers'
import type { AboutCapture } from '../../client/about-capture'
import type { DrainTask } from '../../client/drain-task'
import { DashbotError } from '../../errors'
import { REALTIME_WINDOW_MS } from '../../wire/envelope'
import type { DashbotMessage, DashbotPayload, PayloadType } from '../../wire/types'
import { scopeAround } from './call-scope'
import { conceal } from './encrypted-text'
import { HeldTurns } from './held-turns'
import { ReleaseWaiters } from './release-waiters'
import type { Occurrence, TurnRecord, TurnSink } from './turn-record'

/** Where a turn's messages and events go. No call throws or waits for the network. */
export interface CaptureClient {
  capture(type: PayloadType, payload: DashbotPayload, about?: AboutCapture): void
  /** What is active here, for the observer of deliveries: undefined where there is none. */
  activeSpan(): unknown
  captureFailed(what: string, error: unknown): void
  /** Defers the job to the next setImmediate. */
  defer(job: () => void): void
  /** Runs the task first when the client is flushed or closed. */
  beforeDraining(task: DrainTask): void
  /** The turns in flight. */
  readonly work: { begin(): void; end(): void }
}

/** In ms. A turn that takes longer reports what it has, and from then on everything at once. */
const MAX_HELD_MS = 30_000
/** A turn in which more happens reports what it has. */
const MAX_HELD_OCCURRENCES = 100
const SWEEP_INTERVAL_MS = 5_000

/** How many different announcements are remembered. */
const MAX_ANNOUNCED = 100

/**
 * Hands what happens in turns to the client: when the last holder of a turn lets go, in the order in which it
 * happened, the incoming message first. What happens after that goes at once. Where a turn is over before one that
 * began earlier in its lane, such as that of a skill's answer, both are handed over together.
 */
export class TurnReporter implements TurnSink {
  readonly client: CaptureClient
  readonly #held = new HeldTurns()
  /** Turns that are over but may go on, by lane: at most one each. */
  readonly #lingering = new Map<string | undefined, TurnRecord>()
  readonly #announced = new Set<string>()
  readonly #waiters = new ReleaseWaiters()
  #sweeping: NodeJS.Timeout | undefined

  constructor(client: CaptureClient) {
    this.client = client
    client.beforeDraining((occasion, maxWaitMs) => {
      for (const turn of this.#lingering.values()) this.letGo(turn)
      if (occasion === 'flush') return this.#reportEnded(maxWaitMs)
      this.#reportAll([...this.#held])
      return undefined
    })
  }

  hold(turn: TurnRecord, since: number = Date.now()): void {
    turn.holders += 1
    if (turn.holders > 1) return
    turn.heldSince = since
    turn.isFollowing = false
    this.#held.add(turn)
    this.#sweeping ??= setInterval(() => this.#sweep(), SWEEP_INTERVAL_MS).unref()
  }

  failed(what: string, error: unknown): void {
    this.client.captureFailed(what, error)
  }

  announce(message: string): void {
    if (this.#announced.has(message) || this.#announced.size >= MAX_ANNOUNCED) return
    this.#announced.add(message)
    this.failed('', new DashbotError('ERR_DASHBOT_CAPTURE', message))
  }

  release(turn: TurnRecord): void {
    turn.holders -= 1
    if (turn.holders > 0) return
    this.#unhold(turn)
    let earlier = this.#held.before(turn)
    if (earlier !== undefined && this.isLingering(earlier)) {
      this.letGo(earlier)
      earlier = this.#held.before(turn)
    }
    if (earlier === undefined) this.#report(turn)
    else follow(earlier, turn)
  }

  /**
   * Releases the turn later: when it goes on elsewhere, when anything else happens in its lane, when everything is to
   * go out, or after this time.
   */
  linger(turn: TurnRecord, ms: number): void {
    this.stopLingering(turn.identity.conversation)
    this.#lingering.set(turn.identity.conversation, turn)
    setTimeout(() => this.letGo(turn), ms).unref()
  }

  isLingering(turn: TurnRecord | undefined): boolean {
    return turn !== undefined && this.#lingering.get(turn.identity.conversation) === turn
  }

  stopLingering(lane: string | undefined): void {
    if (this.#lingering.size === 0) return
    const turn = this.#lingering.get(lane)
    if (turn !== undefined) this.letGo(turn)
  }

  /** Ends the lingering of a turn. */
  letGo(turn: TurnRecord): void {
    const lane = turn.identity.conversation
    if (this.#lingering.size === 0 || this.#lingering.get(lane) !== turn) return
    this.#lingering.delete(lane)
    this.release(turn)
  }

  add(turn: TurnRecord, occurrence: Occurrence): void {
    turn.occurrences.push(occurrence)
    this.letGo(turn)
    if (!turn.waits || turn.occurrences.length >= MAX_HELD_OCCURRENCES) this.#report(turn)
  }

  /** Takes what happened out of the record now, and hands it to the client in the next setImmediate. */
  #report(turn: TurnRecord): void {
    const followers = followersOf(turn)
    if (followers.length > 0) {
      this.#reportTogether([turn, ...followers])
      return
    }
    const occurrences = take(turn)
    if (occurrences.length > 0) this.client.defer(() => this.#capture(turn, occurrences))
  }

  /** They are over, and are not to wait for a turn in progress any more. */
  #reportFollowers(turns: Iterable<TurnRecord>): void {
    for (const turn of turns) this.#reportTogether(followersOf(turn))
  }

  /** In the order of time; within the same ms in the order of the turns. */
  #reportTogether(turns: readonly TurnRecord[]): void {
    const all = turns.flatMap((turn) => take(turn).map((occurrence) => ({ turn, occurrence })))
    if (all.length === 0) return
    all.sort((a, b) => a.occurrence.at - b.occurrence.at || a.turn.number - b.turn.number)
    this.client.defer(() => {
      for (const { turn, occurrence } of all) this.#capture(turn, [occurrence])
    })
  }

  #capture(turn: TurnRecord, occurrences: readonly Occurrence[]): void {
    const now = Date.now()
    for (const occurrence of occurrences) {
      const payload = complete(occurrence, turn)
      if (now - occurrence.at > REALTIME_WINDOW_MS) payload.dashbot_timestamp ??= occurrence.at
      const { type, identity = turn.identity, origin, at } = occurrence
      this.client.capture(type, payload, { identity, origin, at, turnSpan: turn.span })
    }
  }

  #sweep(): void {
    const since = Date.now() - MAX_HELD_MS
    this.#reportAll([...this.#held].filter((turn) => turn.heldSince <= since))
    if (this.#held.size > 0) return
    clearInterval(this.#sweeping)
    this.#sweeping = undefined
  }

  /**
   * Waits for the turns that are over but held, by a read of a storage or a tracked method that nobody awaits, and
   * reports after that time what they have. The turn that flushes is held by itself, and not waited for. Turns that are
   * over do not wait for one in progress either.
   */
  #reportEnded(maxWaitMs: number): Promise<void> | undefined {
    const around = scopeAround()?.turn
    const isAwaited = (turn: TurnRecord): boolean => turn.isOver && turn !== around
    const held = [...this.#held]
    this.#reportFollowers(held.filter((turn) => !isAwaited(turn)))
    const awaited = held.filter(isAwaited)
    if (awaited.length === 0) return undefined
    const waiting = this.#waiters.wait(awaited, Math.min(maxWaitMs, MAX_HELD_MS))
    return waiting.then((left) => {
      this.#reportAll(left.filter(({ isOver }) => isOver))
      this.#reportFollowers(this.#held)
    })
  }

  /** Reports what held turns have, from the one that is held for longest. */
  #reportAll(turns: readonly TurnRecord[]): void {
    for (const turn of [...turns].sort((one, other) => one.heldSince - other.heldSince)) {
      this.#unhold(turn)
      turn.isOverdue = true
      this.#report(turn)
    }
  }

  #unhold(turn: TurnRecord): void {
    if (this.#held.remove(turn)) this.#waiters.released(turn)
  }
}

function follow(earlier: TurnRecord, turn: TurnRecord): void {
  const followers = followersOf(turn)
  turn.isFollowing = true
  earlier.followers ??= []
  earlier.followers.push(turn, ...followers)
}

const NOBODY: readonly TurnRecord[] = []

/** Those that still follow the turn; from here on nobody does. */
function followersOf(turn: TurnRecord): readonly TurnRecord[] {
  const { followers } = turn
  if (followers === undefined) return NOBODY
  turn.followers = undefined
  return followers.filter(({ isFollowing }) => isFollowing)
}

/** What happened in the turn and is not reported. From here on it is; and nothing of it waits for another turn. */
function take(turn: TurnRecord): readonly Occurrence[] {
  turn.isFollowing = false
  // Emptied, not replaced: V8 soon makes records where only a full collection frees them, and with them what is in an
  // array that they had.
  const occurrences = turn.occurrences.splice(0)
  if (occurrences[0]?.type === 'incoming') turn.incomingIsReported = true
  if (occurrences.some(isUnnamed)) turn.outgoingIsReported = true
  return occurrences
}

/** Fills in the conversation of an event that names none. */
function inConversation(event: DashbotPayload, turn: TurnRecord): DashbotPayload {
  if (event.conversationId !== undefined) return event
  const { enrichedConversationId } = turn
  if (enrichedConversationId !== undefined) {
    turn.enrichedConversationId = undefined
    turn.reportedConversationId = enrichedConversationId() ?? turn.reportedConversationId
  }
  if (turn.reportedConversationId === undefined) delete event.conversationId
  else event.conversationId = turn.reportedConversationId
  return event
}

/** true for a message of the bot whose intent `trackIntent` could have named, and did not. */
function isUnnamed({ type, sentIn, intent }: Occurrence): boolean {
  return type === 'outgoing' && sentIn === undefined && intent === undefined
}

/** Puts in what was known only at the end of the turn: its intents, and who its user is. */
function complete(occurrence: Occurrence, turn: TurnRecord): DashbotPayload {
  const { type, payload, identity, namesUser } = occurrence
  if (identity === undefined && !namesUser && turn.userId !== undefined) payload.userId = turn.userId
  if (type === 'event') return inConversation(payload, turn)
  const message = payload as DashbotMessage
  const { sentIn, intent } = occurrence
  const named = type === 'incoming' ? turn.incomingIntent : (sentIn?.outgoingIntent ?? intent)
  if (named !== undefined) message.intent = named
  if (sentIn !== undefined) sentIn.outgoingIsReported = true
  if (occurrence.isConcealed) conceal(message)
  return payload
}
