import type { StoredEntry } from './entry'

/** Why an entry was given up. */
export interface DeathCause {
  readonly reason: string
  /** What the receiver answered. */
  readonly status?: number | undefined
  /** What the last attempt failed with. */
  readonly error?: string | undefined
  /** How many attempts were begun. */
  readonly attempts?: number | undefined
}

/** What became of an entry that was handed out. */
export type EntryOutcome =
  | { readonly kind: 'done' }
  /** Stays the head of its lane, which is silent for so long. */
  | { readonly kind: 'retry'; readonly delayMs: number }
  /** Goes to the dead letters. */
  | ({ readonly kind: 'dead' } & DeathCause)

/** An entry in memory, with what its reader made of it. */
export interface LoadedEntry<Item> {
  readonly entry: StoredEntry
  readonly item: Item
  readonly lane: Lane<Item>
}

/** Where a lane stands, as long as the lease on its partition lasts. */
export interface LaneHolder<Item> {
  readonly partition: number
  /** Aborts when the lease is about to end: nothing of the partition may be worked on any more. */
  readonly signal: AbortSignal
  /** The lane's head, which was in flight, has come to an end or is to wait. */
  settle(loaded: LoadedEntry<Item>, outcome: EntryOutcome): void
}

/** A conversation's queue, within the window over its partition: the first entries in memory, then places alone. */
export class Lane<Item> {
  readonly conversation: string
  readonly window: LaneHolder<Item>
  /** An array, which is short: what has left a linked list keeps the rest of it alive once it is old. */
  readonly #loaded: LoadedEntry<Item>[] = []
  /** How many of them its window counts as ready for work. */
  supply = 0
  /** Places of the entries behind those in memory. */
  places: string[] = []
  /** The last place that was noted where the lane has more entries than are noted. */
  scanFrom: string | undefined
  /** The head was handed out. */
  isInFlight = false
  /** Its places are being read. */
  isLoading = false
  /** Set while the lane is silent after a failure. */
  timer: NodeJS.Timeout | undefined

  constructor(conversation: string, window: LaneHolder<Item>) {
    this.conversation = conversation
    this.window = window
  }

  /** How many entries are in memory. */
  get loadedCount(): number {
    return this.#loaded.length
  }

  get head(): LoadedEntry<Item> | undefined {
    return this.#loaded[0]
  }

  /** true: nothing of the lane is known any more. */
  get isEmpty(): boolean {
    return (
      this.loadedCount === 0 && this.places.length === 0 && this.scanFrom === undefined && !this.isLoading
    )
  }

  push(loaded: LoadedEntry<Item>): void {
    this.#loaded.push(loaded)
  }

  shift(): void {
    this.#loaded.shift()
  }
}
