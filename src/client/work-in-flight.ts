/** Counts what runs and will still capture, so that an orderly end can wait for it. */
export class WorkInFlight {
  #count = 0
  readonly #waiting = new Set<() => void>()

  begin(): void {
    this.#count += 1
  }

  end(): void {
    this.#count -= 1
    if (this.#count > 0 || this.#waiting.size === 0) return
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }

  /** Resolves at the first moment at which nothing runs. */
  async ended(): Promise<void> {
    if (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.add(resolve))
  }
}
