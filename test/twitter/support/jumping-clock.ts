import type { Clock } from '../../../src/twitter'

/** A clock that jumps over every wait, and notes it. */
export class JumpingClock implements Clock {
  readonly waits: number[] = []
  #now = Date.parse('2026-01-01T00:00:00Z')

  now(): number {
    return this.#now
  }

  async wait(ms: number): Promise<void> {
    this.waits.push(ms)
    this.#now += ms
  }

  /** As X gives the end of a rate limit. */
  inSeconds(seconds: number): string {
    return String(Math.round(this.#now / 1_000) + seconds)
  }
}
