import { clearTimeout, setTimeout } from 'node:timers'

/** A span of time that several waits share. */
export class Deadline {
  readonly #isOver: Promise<void>
  readonly #timer: NodeJS.Timeout

  constructor(timeoutMs: number) {
    let end = () => {}
    this.#isOver = new Promise((resolve) => {
      end = resolve
    })
    this.#timer = setTimeout(end, timeoutMs)
  }

  /** Resolves with the promise, or when the time is over. */
  async race(promise: Promise<unknown>): Promise<void> {
    await Promise.race([promise, this.#isOver])
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}
