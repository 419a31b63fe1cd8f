import { clearTimeout, setTimeout } from 'node:timers'
import { SlotList } from '../internal/slot-list'
import type { Envelope } from '../wire/envelope'
import type { AttemptSignal, AttemptSignals } from './attempt-signals'
import { outsideTurns } from './outside-turns'

/** After this time without an answer an attempt is reported, in ms. */
const LONG_MS = 60_000

/** How often attempts are looked at, in ms. */
const CHECK_INTERVAL_MS = 10_000

export interface AttemptInFlight {
  readonly envelope: Envelope
  /** In ms on the monotonic clock. */
  readonly begunAt: number
  /** The receiver's `round` when it began. */
  readonly round: number
  readonly signal: AttemptSignal
  /** Where the signal is from. */
  readonly signals: AttemptSignals
  slot: number
  isReported: boolean
}

export interface AttemptsOptions {
  readonly maxAgeMs: number
  /** Called with how many attempts have become long since the last call. */
  readonly onLong: (count: number) => void
  /** Called with an attempt whose message is too old by now. It has ended. */
  readonly onExpired: (attempt: AttemptInFlight) => void
}

/** The attempts in flight, with one timer for all: a transport's `send` may never settle. */
export class AttemptsInFlight {
  readonly #options: AttemptsOptions
  readonly #intervalMs: number
  readonly #inFlight = new SlotList<AttemptInFlight>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: AttemptsOptions) {
    this.#options = options
    this.#intervalMs = Math.min(CHECK_INTERVAL_MS, options.maxAgeMs)
  }

  get size(): number {
    return this.#inFlight.size
  }

  begin(envelope: Envelope, round: number, signals: AttemptSignals): AttemptInFlight {
    const [begunAt, signal] = [performance.now(), signals.take()]
    const attempt = { envelope, begunAt, round, signal, signals, slot: -1, isReported: false }
    attempt.slot = this.#inFlight.add(attempt)
    if (this.#timer === undefined) this.#checkLater()
    return attempt
  }

  /** false: it has ended already. */
  end(attempt: AttemptInFlight): boolean {
    if (!this.#inFlight.has(attempt.slot, attempt)) return false
    this.#inFlight.remove(attempt.slot)
    return true
  }

  /** Looks at them no more. */
  stop(): void {
    clearTimeout(this.#timer)
  }

  #checkLater(): void {
    this.#timer = outsideTurns(() => setTimeout(() => this.#check(), this.#intervalMs).unref())
  }

  /** The timer runs on where nothing is in flight, and is not set for each attempt. */
  #check(): void {
    this.#timer = undefined
    const { maxAgeMs, onLong, onExpired } = this.#options
    const longSince = performance.now() - LONG_MS
    const expiredBefore = Date.now() - maxAgeMs
    let newlyLong = 0
    for (const attempt of [...this.#inFlight]) {
      if (!attempt.isReported && attempt.begunAt < longSince) {
        attempt.isReported = true
        newlyLong += 1
      }
      if (attempt.envelope.capturedAt < expiredBefore && this.end(attempt)) onExpired(attempt)
    }
    if (newlyLong > 0) onLong(newlyLong)
    if (this.#timer === undefined && this.size > 0) this.#checkLater()
  }
}
