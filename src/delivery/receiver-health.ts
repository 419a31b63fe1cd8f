import { fullJitter } from './backoff'

/** The longest pause that a receiver may ask for with `Retry-After`, in ms. */
export const RETRY_AFTER_CAP_MS = 300_000

/** As many failures in a row, of more than one conversation, and it is the receiver that is down. */
const OPENING_FAILURES = 5

/** While others get through, a conversation's wait grows to 4 s at most: it is bad luck, or its message. */
const LONE_BACKOFF_ATTEMPTS = 2

export interface FailedAttempt {
  readonly conversation: string
  /** How often the same message had failed before. */
  readonly attempt: number
  /** The origin's `round` when the attempt began. */
  readonly round: number
  readonly retryAfterMs?: number | undefined
}

/**
 * What is known of the receiver's health, shared by all lanes: how many requests it may be sent at once. Times are
 * ms of a monotonic clock.
 *
 * Failures that span conversations pause everything, then one request probes; a success lets the allowance grow by
 * one per success. A failure halves it. One conversation that fails alone pauses nobody else.
 */
export class ReceiverHealth {
  /** Counts the pauses; an attempt that began in an earlier round says nothing about this one. */
  round = 0
  readonly #maxConcurrency: number
  readonly #random: () => number
  #allowed: number
  #failures = 0
  #firstToFail = ''
  #spansConversations = false
  /** Pauses since the last success. */
  #pauses = 0
  #pausedUntil = 0
  #askedUntil = 0

  constructor(maxConcurrency: number, random: () => number) {
    this.#maxConcurrency = maxConcurrency
    this.#allowed = maxConcurrency
    this.#random = random
  }

  /** When the next request may start; not in the future while there is no pause. */
  get resumesAt(): number {
    return Math.max(this.#pausedUntil, this.#askedUntil)
  }

  /** How many requests may be in flight now. */
  allowance(now: number): number {
    return now < this.resumesAt ? 0 : this.#allowed
  }

  /** Ends the pause that this side chose, so that one request probes; a pause that the receiver asked for stays. */
  probe(): void {
    this.#pausedUntil = 0
  }

  succeeded(): void {
    this.#failures = 0
    this.#spansConversations = false
    this.#pauses = 0
    this.#pausedUntil = 0
    this.#allowed = Math.min(this.#maxConcurrency, this.#allowed + 1)
  }

  /** @returns how long the conversation is to stay silent, in ms; 0 where the receiver as a whole is paused. */
  failed(failure: FailedAttempt, now: number): number {
    const { conversation, attempt, round, retryAfterMs = 0 } = failure
    this.#allowed = Math.max(1, this.#allowed >> 1)
    if (this.#failures === 0) this.#firstToFail = conversation
    else if (conversation !== this.#firstToFail) this.#spansConversations = true
    this.#failures += 1
    if (retryAfterMs > 0) {
      this.#askedUntil = Math.max(this.#askedUntil, now + Math.min(retryAfterMs, RETRY_AFTER_CAP_MS))
    }
    const isDown = this.#spansConversations && this.#failures >= OPENING_FAILURES
    if (!isDown && retryAfterMs === 0) return this.#loneBackoff(attempt)
    if (round === this.round) this.#pause(now)
    return 0
  }

  #loneBackoff(attempt: number): number {
    const longest = Math.max(LONE_BACKOFF_ATTEMPTS, this.#failures - 1)
    return fullJitter(Math.min(attempt, longest), this.#random)
  }

  #pause(now: number): void {
    this.round += 1
    this.#allowed = 1
    this.#pausedUntil = now + fullJitter(this.#pauses, this.#random)
    this.#pauses += 1
  }
}
