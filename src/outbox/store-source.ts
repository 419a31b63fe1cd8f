import type { MessageStore } from './message-store'

export interface OpenedStore {
  readonly store: MessageStore
  /** Messages of a damaged file that could not be read. */
  readonly lost: number
  /** What a damaged file is called now. */
  readonly setAside?: string
}

export interface StoreBounds {
  readonly maxBytes: number
  readonly maxDeadLetterBytes: number
}

/** Where an outbox gets its store from, again and again if need be. */
export interface StoreSource {
  /** For messages. */
  readonly name: string
  /**
   * Opens the store, after the one before, if any, was found unusable.
   *
   * @throws where there is none to be had now
   */
  open(condition: { readonly isDamaged: boolean }): OpenedStore
  close(): void
}
