import { setImmediate } from 'node:timers'
import { outsideTurns } from '../delivery/outside-turns'

/** So much may wait at most, for programs that never let go of the event loop. */
const MAX_JOBS = 1_000

/**
 * Work that the bot need not wait for: done in order, when the event loop comes round, or before that when `run` is
 * called. It belongs to nobody's asynchronous context: a turn's must not be kept alive, nor traced into.
 */
export class Deferred {
  #jobs: (() => void)[] = []

  /** The job must not throw. */
  add(job: () => void): void {
    this.#jobs.push(job)
    if (this.#jobs.length === 1) setImmediate(() => this.run())
    if (this.#jobs.length >= MAX_JOBS) this.run()
  }

  run(): void {
    const jobs = this.#jobs
    if (jobs.length === 0) return
    this.#jobs = []
    outsideTurns(() => {
      for (const job of jobs) job()
    })
  }
}
