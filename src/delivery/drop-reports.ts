import { setImmediate, setTimeout } from 'node:timers'
import type { Envelope } from '../wire/envelope'
import type { DropReason } from './accounting'
import { callSafely } from './call-safely'
import { outsideTurns } from './outside-turns'

/** Payloads that were dropped for one reason since the last report of it. */
export interface DropReport {
  readonly reason: DropReason
  readonly count: number
  /** One of them, where it had come that far. */
  readonly sample?: Envelope
}

export type OnDrop = (report: DropReport) => void

/** How often drops for one reason are summed up while they last, in ms. */
const SUMMARY_INTERVAL_MS = 60_000

interface Tally {
  count: number
  sample: Envelope | undefined
}

/** Turns single drops into reports: the first at once (outside the caller's path), then a summary a minute. */
export class DropReports {
  readonly #onDrop: OnDrop
  readonly #tallies = new Map<DropReason, Tally>()

  constructor(onDrop: OnDrop) {
    this.#onDrop = onDrop
  }

  add(reason: DropReason, count: number, sample?: Envelope): void {
    const tally = this.#tallies.get(reason)
    if (tally !== undefined) {
      tally.count += count
      tally.sample ??= sample
      return
    }
    this.#tallies.set(reason, { count, sample })
    setImmediate(() => outsideTurns(() => this.#report(reason)))
  }

  /** Reports what is not yet reported. */
  flush(): void {
    for (const [reason, tally] of this.#tallies) this.#emit(reason, tally)
  }

  #report(reason: DropReason): void {
    const tally = this.#tallies.get(reason)
    if (tally === undefined) return
    this.#emit(reason, tally)
    setTimeout(() => this.#summarize(reason, tally), SUMMARY_INTERVAL_MS).unref()
  }

  /** A minute without drops ends the series: the next drop is a first one again. */
  #summarize(reason: DropReason, tally: Tally): void {
    if (tally.count === 0) this.#tallies.delete(reason)
    else this.#report(reason)
  }

  #emit(reason: DropReason, tally: Tally): void {
    const { count, sample } = tally
    if (count === 0) return
    tally.count = 0
    tally.sample = undefined
    callSafely(this.#onDrop, sample === undefined ? { reason, count } : { reason, count, sample })
  }
}
