/** How many requests may be in flight before anything is known of the receiver. */
const START = 8
/** A round is judged by at least so many attempts. */
const MIN_SAMPLES = 8
/** The share of a round's attempts that found the limit reached, for the round to say something about the limit. */
const SATURATED_SHARE = 0.5
/** By this factor, and so many ms, latency may grow with the limit before a queue is suspected. */
const BUSY_FACTOR = 1.5
const BUSY_MS = 5
/** By what the limit grows in a round, until the receiver was once found busy, and after that. */
const FAST_GROWTH = 1.5
const SLOW_GROWTH = 1.125
/** Rounds between two looks at half the limit: at first, and at most, where the maximum is reached. */
const HOLD_ROUNDS = 8
const MAX_HOLD_ROUNDS = 128

/** An attempt that succeeded. Times are ms of a monotonic clock. */
export interface AttemptSample {
  readonly begunAt: number
  readonly endedAt: number
  /** true: as many were in flight as might be. */
  readonly isSaturated: boolean
}

/** The mean of several, in ms, and how far that may be from the truth by chance. */
interface Latency {
  readonly meanMs: number
  readonly errorMs: number
}

/**
 * How many requests may be in flight, between 1 and a maximum, found by trying. It begins at 8 and grows by half with
 * each round of attempts while latency stays what it was with fewer; a failure halves it. Where latency grows with the
 * limit, a queue stands at the receiver that more in flight would only lengthen: the limit shrinks.
 *
 * What latency is without a queue is not known, and changes. So from time to time half the limit is tried for a round,
 * and where that is so much faster that as much arrives, it stays.
 */
export class AdaptiveConcurrency {
  readonly #max: number
  #limit: number
  /** Above it the limit grows slowly: the receiver was busy, or failed, there. */
  #ceiling: number
  /** With little in flight. Undefined until the first round is over. */
  #base: Latency | undefined
  /** What was measured at the full limit, during a round at half of it. */
  #probed: (Latency & { readonly limit: number }) | undefined
  /** After failures each success lets the limit grow, as far as the start. */
  #isRecovering = false
  #isHolding = false
  #holdRounds = HOLD_ROUNDS
  #roundsLeft = HOLD_ROUNDS
  #roundBegan = Number.NEGATIVE_INFINITY
  #samples = 0
  #saturated = 0
  #sum = 0
  #sumOfSquares = 0

  constructor(max: number) {
    this.#max = max
    this.#limit = Math.min(START, max)
    this.#ceiling = max
  }

  get limit(): number {
    return this.#limit
  }

  /** @param sample Left out where the receiver answered, but the time says nothing. */
  succeeded(sample?: AttemptSample): void {
    if (sample === undefined || this.#isRecovering) this.#recover(sample)
    if (sample === undefined || sample.begunAt < this.#roundBegan) return
    const latencyMs = sample.endedAt - sample.begunAt
    this.#samples += 1
    this.#sum += latencyMs
    this.#sumOfSquares += latencyMs * latencyMs
    if (sample.isSaturated) this.#saturated += 1
    if (this.#samples >= Math.max(MIN_SAMPLES, this.#limit)) this.#endRound(sample.endedAt)
  }

  /** Halves the limit. */
  failed(): void {
    const limit = this.#probed?.limit ?? this.#limit
    this.#ceiling = Math.max(START, Math.floor(limit * 0.75))
    this.#limit = Math.max(1, this.#limit >> 1)
    this.#isRecovering = true
    this.#grow()
  }

  /** One request is to find out whether the receiver is back. */
  restart(): void {
    this.failed()
    this.#limit = 1
  }

  #recover(sample: AttemptSample | undefined): void {
    const latencyMs = sample === undefined ? 0 : sample.endedAt - sample.begunAt
    const isBusy = this.#base !== undefined && latencyMs > busyAbove(this.#base)
    if (!isBusy && this.#isRecovering) this.#limit = Math.min(this.#limit + 1, this.#max)
    if (isBusy || this.#limit >= START) this.#isRecovering = false
  }

  #endRound(now: number): void {
    const meanMs = this.#sum / this.#samples
    const variance = Math.max(0, this.#sumOfSquares / this.#samples - meanMs * meanMs)
    const latency = { meanMs, errorMs: Math.sqrt(variance / this.#samples) }
    const saysSomething = this.#saturated >= this.#samples * SATURATED_SHARE
    this.#roundBegan = now
    this.#forget()
    if (this.#probed !== undefined) this.#compare(this.#probed, latency)
    else if (saysSomething && !this.#isRecovering) this.#judge(latency)
  }

  #judge(latency: Latency): void {
    const isFaster = this.#base === undefined || latency.meanMs + latency.errorMs < this.#base.meanMs
    const base = isFaster || this.#base === undefined ? latency : this.#base
    this.#base = base
    const isBusy = isAbove(latency, base)
    if (this.#isHolding) {
      this.#roundsLeft -= isBusy ? this.#roundsLeft : 1
      if (this.#roundsLeft <= 0) this.#probe(latency)
    } else if (isBusy) {
      this.#limit = Math.max(1, Math.floor((this.#limit * base.meanMs) / latency.meanMs))
      this.#ceiling = this.#limit
      this.#hold(HOLD_ROUNDS)
    } else if (this.#limit >= this.#max) this.#hold(this.#holdRounds)
    else {
      const factor = this.#limit < this.#ceiling ? FAST_GROWTH : SLOW_GROWTH
      this.#limit = Math.min(this.#max, Math.max(this.#limit + 1, Math.floor(this.#limit * factor)))
    }
  }

  /** Tries half the limit for a round. */
  #probe(latency: Latency): void {
    this.#probed = { ...latency, limit: this.#limit }
    this.#limit = Math.max(1, this.#limit >> 1)
  }

  #compare(full: Latency & { readonly limit: number }, half: Latency): void {
    this.#probed = undefined
    this.#base = half
    if (full.limit > 1 && isAbove(full, half)) {
      this.#ceiling = this.#limit
      this.#holdRounds = HOLD_ROUNDS
      this.#hold(1)
      return
    }
    this.#limit = full.limit
    this.#holdRounds = Math.min(2 * this.#holdRounds, MAX_HOLD_ROUNDS)
    if (full.limit >= this.#max) this.#hold(this.#holdRounds)
    else this.#grow()
  }

  #hold(rounds: number): void {
    this.#isHolding = true
    this.#roundsLeft = rounds
  }

  #grow(): void {
    this.#isHolding = false
    this.#probed = undefined
    this.#forget()
  }

  #forget(): void {
    this.#samples = 0
    this.#saturated = 0
    this.#sum = 0
    this.#sumOfSquares = 0
  }
}

const busyAbove = ({ meanMs, errorMs }: Latency): number => (meanMs + errorMs) * BUSY_FACTOR + BUSY_MS

/** The latency is above what chance explains. */
const isAbove = (latency: Latency, base: Latency): boolean =>
  latency.meanMs - latency.errorMs > busyAbove(base)
