import type { PayloadType } from '../wire/types'

/** What became of one payload: enough for a page to know whether it shows something older. */
export interface Stored {
  readonly type: PayloadType
  /** The row's id in `messages` or `events`. */
  readonly id: number
  readonly userId: string
  /** ms since the epoch */
  readonly time: number
}

export type LiveListener = (stored: readonly Stored[]) => void

/** Tells whoever listens in this process what was stored, one call for each commit. */
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

  publish(stored: readonly Stored[]): void {
    for (const listener of this.#listeners) listener(stored)
  }

  close(): void {
    this.#closing.abort()
    this.#listeners.clear()
  }
}
