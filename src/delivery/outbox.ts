import type { DashbotError } from '../errors'
import type { Envelope } from '../wire/envelope'
import type { DropReason } from './accounting'

/** What became of an envelope that `next()` handed out. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** Stays the head of its lane, which is silent for `delayMs`, or takes its turn again at once where that is 0. */
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly status?: number | undefined }

/** What an outbox reports to the client that owns it. */
export interface OutboxHost {
  onError(error: DashbotError): void
  /** Stored messages that are lost for the given reason. */
  onDrop(reason: DropReason, count: number): void
  /**
   * Messages are waiting now that came by another way than `open` and `add`: left behind by another process, or
   * requeued dead letters. They count as accepted.
   */
  onRestored(count: number): void
  /** There is work again: a silent lane woke, or stored messages were read. */
  onReady(): void
}

/** What a source that is shared with other processes reports besides. */
export interface SourceHost extends OutboxHost {
  /** Messages are another process's now, neither delivered nor dropped. They no longer count as accepted. */
  onLeft(count: number, conversations: Iterable<string>): void
}

/**
 * Where envelopes wait, in lanes: one conversation, one lane, in order. `next()` hands them out, and `settle()` says
 * what became of each. Every method is synchronous and does not throw.
 */
export interface Source {
  /** true: what is left at the end is kept elsewhere, and `close()` reports it as persisted. */
  readonly durable: boolean
  /**
   * The file that holds them: where two clients of a process use the same one, that is reported.
   *
   * @default none
   */
  readonly file?: string | undefined
  /** Envelopes that wait or are in flight, those of an earlier process included. */
  readonly size: number
  /**
   * Called once, before any other method. Returns how many envelopes an earlier process left, including unreadable
   * ones that were reported to `onDrop`.
   */
  open(host: SourceHost): number
  /**
   * The head of the next lane that is neither in flight nor silent; that lane is then in flight until `settle()`.
   * Lanes take turns: one that was settled comes after those that were waiting.
   */
  next(): Envelope | undefined
  /**
   * Aborts when an envelope that was handed out must not be worked on any longer, because it is another process's. Its
   * attempt then counts for nothing.
   *
   * @default never
   */
  signalOf?(envelope: Envelope): AbortSignal | undefined
  settle(envelope: Envelope, outcome: Outcome): void
  /**
   * Drops or keeps what is left (see `durable`), and frees handles. A durable source reports through `onDrop` what it
   * cannot keep; its `size` is then what it keeps.
   */
  close(): void
}

/** Where a client puts captured envelopes, and takes them from. */
export interface Outbox extends Source {
  open(host: OutboxHost): number
  /** Stores the envelope, or returns why not. */
  add(envelope: Envelope): DropReason | undefined
}
