import type { TrackerStore } from './tracker-store'

const INTERVAL_MS = 200
/** A shorter log is copied in no time by whoever writes. */
const LEAST_LOG_BYTES = 2 * 1024 * 1024

/**
 * Has SQLite's log copied into the file by another thread while more is written. The connection that writes would do it
 * every 4,000 pages and hold up requests meanwhile; now it only finds the latest pages left.
 */
export class Checkpoints {
  readonly #store: Pick<TrackerStore, 'transactions' | 'logBytes' | 'detachment'>
  readonly #checkpoint: () => void
  readonly #timer: NodeJS.Timeout
  #known: number

  constructor(store: Pick<TrackerStore, 'transactions' | 'logBytes' | 'detachment'>, checkpoint: () => void) {
    this.#store = store
    this.#checkpoint = checkpoint
    this.#known = store.transactions
    this.#timer = setInterval(() => this.#check(), INTERVAL_MS).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #check(): void {
    const { transactions } = this.#store
    if (transactions === this.#known || this.#store.logBytes < LEAST_LOG_BYTES) return
    // The other thread opens what the path leads to.
    if (this.#store.detachment !== undefined) return
    this.#known = transactions
    this.#checkpoint()
  }
}
