import { setImmediate, setTimeout } from 'node:timers/promises'
import { isLocked } from './lock'
import type { Retention } from './retention'

const INTERVAL_MS = 60_000
/** Between two steps, requests get so many times what a step took. */
const REST = 4

/** Applies the retention every minute, in small steps with rests between them. */
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
      while (!this.#stopped) {
        const started = performance.now()
        if (!this.#retention.step(Date.now())) break
        await setTimeout(REST * (performance.now() - started))
      }
    } catch (error) {
      // Another process holds the file; the next sweep tries again.
      if (!isLocked(error)) this.#onError(error)
    } finally {
      this.#running = false
    }
  }
}
