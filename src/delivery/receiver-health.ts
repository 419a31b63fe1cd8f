import { AdaptiveConcurrency, type AttemptSample } from './concurrency'

/** The longest that the first retry waits, in ms; each later one may wait twice as long. */
const BACKOFF_BASE_MS = 1_000
const BACKOFF_CAP_MS = 60_000

/** The longest pause that a receiver may ask for with `Retry-After`, in ms. */
export const RETRY_AFTER_CAP_MS = 300_000

/** Consecutive failures, over more than one conversation, that open the circuit. */
const OPENING_FAILURES = 5

/** While others get through, a conversation's wait grows to 4 s at most: the receiver is up. */
const LONE_BACKOFF_ATTEMPTS = 2

export interface FailedAttempt {
  readonly conversation: string
  /** How often the same message had failed before. */
  readonly attempt: number
  /** The receiver's `round` when the attempt began. */
  readonly round: number
  readonly retryAfterMs?: number | undefined
}

/**
 * What is known of the receiver's health, shared by all lanes: how many requests it may be sent at once. Times are
 * ms of a monotonic clock.
 *
 * Failures that span conversations pause everything, then one request probes. One conversation that fails alone pauses
 * nobody else.
 */
export class ReceiverHealth {
  /** Counts the pauses; an attempt that began in an earlier round says nothing about this one. */
  round = 0
  readonly #concurrency: AdaptiveConcurrency
  readonly #random: () => number
  #failures = 0
  #firstToFail = ''
  #spansConversations = false
  /** Pauses since the last success. */
  #pauses = 0
  #pausedUntil = 0
  #askedUntil = 0

  constructor(maxConcurrency: number, random: () => number) {
    this.#concurrency = new AdaptiveConcurrency(maxConcurrency)
    this.#random = random
  }

  /** When the next request may start; not in the future while there is no pause. */
  get resumesAt(): number {
    return Math.max(this.#pausedUntil, this.#askedUntil)
  }

  /** How many requests may be in flight while there is no pause. */
  get limit(): number {
    return this.#concurrency.limit
  }

  /** How many requests may be in flight now. */
  allowance(now: number): number {
    return now < this.resumesAt ? 0 : this.limit
  }

  /** Leaves the receiver alone for so long, at most 300 s: it asked for that. */
  holdOff(delayMs: number, now: number): void {
    this.#askedUntil = Math.max(this.#askedUntil, now + Math.min(delayMs, RETRY_AFTER_CAP_MS))
  }

  /** Ends the pause that this side chose, so that one request probes; a pause that the receiver asked for stays. */
  probe(): void {
    this.#pausedUntil = 0
  }

  /** @param sample Left out where the receiver refused the message: how long that took says nothing. */
  succeeded(sample?: AttemptSample): void {
    this.#failures = 0
    this.#spansConversations = false
    this.#pauses = 0
    this.#pausedUntil = 0
    this.#concurrency.succeeded(sample)
  }

  /** @returns how long the conversation is to stay silent, in ms; 0 where the receiver as a whole is paused. */
  failed(failure: FailedAttempt, now: number): number {
    const { conversation, attempt, round, retryAfterMs = 0 } = failure
    // Where the others get through, a message that fails again says nothing about the receiver.
    const isItsOwn = attempt > 0 && this.#failures === 0
    if (!isItsOwn) this.#concurrency.failed()
    if (this.#failures === 0) this.#firstToFail = conversation
    else if (conversation !== this.#firstToFail) this.#spansConversations = true
    this.#failures += 1
    if (retryAfterMs > 0) this.holdOff(retryAfterMs, now)
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
    this.#concurrency.restart()
    this.#pausedUntil = now + fullJitter(this.#pauses, this.#random)
    this.#pauses += 1
  }
}

/**
 * Exponential backoff with full jitter: anything up to the ceiling, so that clients that failed together do not
 * return together.
 *
 * @param attempt 0 for the first retry.
 * @param random From 0 to 1.
 * @returns ms
 */
export function fullJitter(attempt: number, random: () => number): number {
  return Math.ceil(random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempt))
}
