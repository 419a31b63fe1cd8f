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
/** Rounds between two trials of half the limit: at first, and at most, where the maximum is reached. */
const HOLD_ROUNDS = 8
const MAX_HOLD_ROUNDS = 128
/** So often half the limit has to be faster than the whole. */
const TRIAL_PAIRS = 3
/** By this factor, and BUSY_MS, so that it counts as faster. */
const TRIAL_FACTOR = 1.3

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

/** Rounds at the whole limit and at half of it, by turns. */
interface Trial {
  readonly limit: number
  /** Of the round at the whole limit that the next one is compared with; undefined while that round lasts. */
  whole: Latency | undefined
  /** How often half was faster, and the sums of what they took then. */
  pairs: number
  wholeMs: number
  halfMs: number
}

/**
 * How many requests may be in flight, between 1 and a maximum, found by trying. It begins at 8 and grows by half with
 * each round of attempts while latency stays what it was with fewer; a failure halves it. Where latency grows with the
 * limit, a queue stands at the receiver that more in flight would only lengthen: the limit shrinks.
 *
 * Latency also grows by itself, at the receiver, on the way, or because this process was busy. So half the limit is
 * tried first, by turns with the whole: only where it is faster each time, so that as much arrives, the limit shrinks.
 * What latency is without a queue is not known, and changes: from time to time half is tried without a reason.
 */
export class AdaptiveConcurrency {
  readonly #max: number
  #limit: number
  /** Above it the limit grows slowly: the receiver was busy, or failed, there. */
  #ceiling: number
  /** With little in flight. Undefined until the first round is over. */
  #base: Latency | undefined
  #trial: Trial | undefined
  /** After failures each success lets the limit grow, as far as the start. */
  #isRecovering = false
  #isHolding = false
  #holdRounds = HOLD_ROUNDS
  #roundsLeft = HOLD_ROUNDS
  #roundBegan = Number.NEGATIVE_INFINITY
  /** So many of the round's next attempts began while fewer were in flight than may be. */
  #tooEarly = 0
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
    if (this.#tooEarly > 0) {
      this.#tooEarly -= 1
      return
    }
    const latencyMs = sample.endedAt - sample.begunAt
    this.#samples += 1
    this.#sum += latencyMs
    this.#sumOfSquares += latencyMs * latencyMs
    if (sample.isSaturated) this.#saturated += 1
    if (this.#samples >= Math.max(MIN_SAMPLES, this.#limit)) this.#endRound(sample.endedAt)
  }

  /** Halves the limit. */
  failed(): void {
    const limit = this.#trial?.limit ?? this.#limit
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
    const isBusy = this.#base !== undefined && latencyMs > explained(this.#base, BUSY_FACTOR)
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
    if (this.#trial !== undefined) this.#compare(this.#trial, latency)
    else if (saysSomething && !this.#isRecovering) this.#judge(latency)
  }

  #judge(latency: Latency): void {
    const isFaster = this.#base === undefined || latency.meanMs + latency.errorMs < this.#base.meanMs
    const base = isFaster || this.#base === undefined ? latency : this.#base
    this.#base = base
    if (this.#isHolding) this.#roundsLeft -= 1
    const isDue = this.#isHolding && this.#roundsLeft <= 0
    if (isDue || isAbove(latency, base, BUSY_FACTOR)) {
      this.#trial = { limit: this.#limit, whole: latency, pairs: 0, wholeMs: 0, halfMs: 0 }
      this.#limit = halfOf(this.#limit)
    } else if (this.#isHolding) return
    else if (this.#limit >= this.#max) this.#hold(this.#holdRounds)
    else {
      const factor = this.#limit < this.#ceiling ? FAST_GROWTH : SLOW_GROWTH
      this.#limit = Math.min(this.#max, Math.max(this.#limit + 1, Math.floor(this.#limit * factor)))
    }
  }

  #compare(trial: Trial, latency: Latency): void {
    const { limit, whole } = trial
    if (whole === undefined) {
      trial.whole = latency
      this.#limit = halfOf(limit)
      return
    }
    if (limit === 1 || !isAbove(whole, latency, TRIAL_FACTOR)) {
      // Where half took longer, latency changed between the rounds, and what it is without a queue is as unknown as before.
      this.#base = whole.meanMs < latency.meanMs ? whole : latency
      this.#keep(limit)
      return
    }
    trial.whole = undefined
    trial.pairs += 1
    trial.wholeMs += whole.meanMs
    trial.halfMs += latency.meanMs
    if (trial.pairs === TRIAL_PAIRS) this.#shrink(trial)
    else {
      this.#tooEarly = limit - this.#limit
      this.#limit = limit
    }
  }

  /** The trial's limit is no more than the receiver takes. */
  #keep(limit: number): void {
    this.#holdRounds = Math.min(2 * this.#holdRounds, MAX_HOLD_ROUNDS)
    this.#trial = undefined
    if (limit >= this.#max) this.#hold(this.#holdRounds)
    else this.#grow()
    this.#limit = limit
  }

  /** To so many that they take as long as half of them did. Where that is still above the base, another trial follows. */
  #shrink({ limit, wholeMs, halfMs }: Trial): void {
    this.#trial = undefined
    this.#holdRounds = HOLD_ROUNDS
    this.#hold(HOLD_ROUNDS)
    this.#limit = Math.max(halfOf(limit), Math.floor((limit * halfMs) / wholeMs))
    this.#ceiling = this.#limit
  }

  #hold(rounds: number): void {
    this.#isHolding = true
    this.#roundsLeft = rounds
  }

  #grow(): void {
    this.#isHolding = false
    this.#trial = undefined
    this.#forget()
  }

  #forget(): void {
    this.#tooEarly = 0
    this.#samples = 0
    this.#saturated = 0
    this.#sum = 0
    this.#sumOfSquares = 0
  }
}

const halfOf = (limit: number): number => Math.max(1, limit >> 1)

/** The latency that chance and the factor explain. */
const explained = ({ meanMs, errorMs }: Latency, factor: number): number =>
  (meanMs + errorMs) * factor + BUSY_MS

const isAbove = (latency: Latency, base: Latency, factor: number): boolean =>
  latency.meanMs - latency.errorMs > explained(base, factor)
