import { setImmediate } from 'node:timers/promises'
import { isLocked } from './open'
import type { Retention } from './retention'

const INTERVAL_MS = 60_000

/** Applies the retention every minute, in small steps with room for requests between them. */
export class Sweeper {
  readonly #retention: Pick<Retention, 'step'>
  readonly #onError: (error: unknown) => void
  readonly #timer: NodeJS.Timeout
  #running = false
  #stopped = false

  constructor(retention: Pick<Retention, 'step'>, onError: (error: unknown) => void) {
    this.#retention = retention
    this.#onError = onError
    this.#timer = setInterval(() => void this.#sweep(), INTERVAL_MS).unref()
    void this.#sweep()
  }

  /** No step is taken afterwards. */
  stop(): void {
    this.#stopped = true
    clearInterval(this.#timer)
  }

  /** Never rejects. */
  async #sweep(): Promise<void> {
    if (this.#running) return
    this.#running = true
    try {
      await setImmediate()
      while (!this.#stopped && this.#retention.step(Date.now())) await setImmediate()
    } catch (error) {
      // Whoever holds the file will have let go of it in a minute.
      if (!isLocked(error)) this.#onError(error)
    } finally {
      this.#running = false
    }
  }
}
