import type { MessageStore } from './message-store'
import type { OutboxRow } from './schema'

export interface OpenedStore {
  readonly store: MessageStore
  /** Messages of a damaged file that could not be read. */
  readonly lost: number
  /** What a damaged file is called now. */
  readonly setAside?: string
}

/** A store in place of one whose file was removed or replaced. */
export interface ReattachedStore extends OpenedStore {
  /** The rows under which messages are stored now, by the `seq` that they had before. */
  readonly moved: ReadonlyMap<number, OutboxRow>
}

export interface StoreBounds {
  readonly maxBytes: number
  readonly maxDeadLetterBytes: number
}

export interface OpenCondition {
  readonly isDamaged: boolean
  /** Ids of messages that have arrived, though a file may still hold them: under another `seq` where it is damaged. */
  readonly arrived: ReadonlySet<string>
}

/** Where an outbox gets its store from, repeatedly if need be. */
export interface StoreSource {
  /** For messages. */
  readonly name: string
  /** Its file without links; undefined where it has none. */
  readonly file: string | undefined
  /** true: the opened file was removed, or another one is in its place. */
  readonly isDetached: boolean
  /**
   * Opens the store, after the one before, if any, was found unusable.
   *
   * @throws where it cannot be opened now
   */
  open(condition: OpenCondition): OpenedStore
  /**
   * Opens what is at the path now, or creates it, and moves the messages of the detached store there.
   *
   * @throws where that cannot be done now: the detached store stays usable
   */
  reattach(detached: MessageStore): ReattachedStore
  /** Keeps its claims on shared resources. */
  maintain(): void
  close(): void
}
