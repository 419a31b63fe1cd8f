import { REALTIME_WINDOW_MS } from '../wire/envelope'
import type { DashbotMessage, DashbotPayload, PayloadType } from '../wire/types'
import type { Occurrence, TurnRecord } from './turn-record'

/** Where a turn's messages and events go. No call throws, none waits for the network. */
export interface CaptureClient {
  capture(type: PayloadType, payload: DashbotPayload, conversation?: string): void
  captureFailed(error: unknown): void
  /** Runs the job when the bot is done for now. */
  defer(job: () => void): void
  /** Runs the task before the client ends. */
  whenClosing(task: () => void): void
}

/** A turn that takes longer reports what it has, and from then on everything at once. */
export const MAX_HELD_MS = 30_000
/** A turn in which more happens reports what it has. */
const MAX_HELD_OCCURRENCES = 100
const SWEEP_INTERVAL_MS = 5_000

/**
 * Hands what happens in turns to the client: when the last holder of a turn lets go, in the order in which it
 * happened, the incoming message first. What happens after that goes at once.
 */
export class TurnReporter {
  readonly client: CaptureClient
  /** From the turn that is held for longest to the newest. */
  readonly #held = new Set<TurnRecord>()
  #sweeping: NodeJS.Timeout | undefined

  constructor(client: CaptureClient) {
    this.client = client
    client.whenClosing(() => this.#reportUntil(Number.POSITIVE_INFINITY))
  }

  hold(turn: TurnRecord): void {
    turn.holders += 1
    if (turn.holders > 1) return
    turn.heldSince = Date.now()
    this.#held.add(turn)
    this.#sweeping ??= setInterval(() => this.#sweep(), SWEEP_INTERVAL_MS).unref()
  }

  release(turn: TurnRecord): void {
    turn.holders -= 1
    if (turn.holders > 0) return
    this.#held.delete(turn)
    this.#report(turn)
  }

  add(turn: TurnRecord, occurrence: Occurrence): void {
    turn.occurrences.push(occurrence)
    const waits = turn.holders > 0 && !turn.isOverdue && turn.occurrences.length < MAX_HELD_OCCURRENCES
    if (!waits) this.#report(turn)
  }

  /** Takes what happened out of the record now, and gives it to the client when the bot is done for now. */
  #report(turn: TurnRecord): void {
    const { occurrences } = turn
    const [first] = occurrences
    if (first === undefined) return
    turn.occurrences = []
    if (first.type === 'incoming') turn.incomingIsReported = true
    this.client.defer(() => this.#capture(turn, occurrences))
  }

  #capture(turn: TurnRecord, occurrences: readonly Occurrence[]): void {
    const now = Date.now()
    for (const occurrence of occurrences) {
      const payload = withIntent(occurrence, turn)
      if (now - occurrence.at > REALTIME_WINDOW_MS) payload.dashbot_timestamp ??= occurrence.at
      this.client.capture(occurrence.type, payload, turn.lane)
    }
  }

  #sweep(): void {
    this.#reportUntil(Date.now() - MAX_HELD_MS)
    if (this.#held.size > 0) return
    clearInterval(this.#sweeping)
    this.#sweeping = undefined
  }

  /** Reports what turns have that are held since then or longer. */
  #reportUntil(heldSince: number): void {
    for (const turn of this.#held) {
      if (turn.heldSince > heldSince) return
      this.#held.delete(turn)
      turn.isOverdue = true
      this.#report(turn)
    }
  }
}

function withIntent({ type, payload, sentIn, intent }: Occurrence, turn: TurnRecord): DashbotPayload {
  if (type === 'event') return payload
  const told = type === 'incoming' ? turn.incomingIntent : (sentIn?.outgoingIntent ?? intent)
  if (told !== undefined) (payload as DashbotMessage).intent = told
  return payload
}
