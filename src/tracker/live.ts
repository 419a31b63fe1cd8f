/** Hears how many messages and events were stored. */
export type LiveListener = (count: number) => void

/** Tells whoever listens in this process that something was stored, one call for each commit. */
export class Live {
  readonly #listeners = new Set<LiveListener>()
  readonly #closing = new AbortController()

  /** Aborts when there will be nothing more to tell. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** @returns the way to end it */
  subscribe(listener: LiveListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  publish(count: number): void {
    for (const listener of this.#listeners) listener(count)
  }

  close(): void {
    this.#closing.abort()
    this.#listeners.clear()
  }
}
