/** How many messages, events and marks were stored, by the bot's name, or {@link EVERY_BOT}. */
export type StoredCounts = ReadonlyMap<string, number>

/** In place of a bot's name for what concerns all of them. */
export const EVERY_BOT = ''

/** Hears how much was stored. */
export type LiveListener = (stored: StoredCounts) => void

/** Passes on, within this process, that something was stored: one call for each commit. */
export class Live {
  readonly #listeners = new Set<LiveListener>()
  readonly #closing = new AbortController()

  /** Aborts when nothing more will be stored. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** @returns the way to end it */
  subscribe(listener: LiveListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  publish(stored: StoredCounts): void {
    for (const listener of this.#listeners) listener(stored)
  }

  close(): void {
    this.#closing.abort()
    this.#listeners.clear()
  }
}
