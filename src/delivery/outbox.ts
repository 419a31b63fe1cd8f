import type { DashbotError } from '../errors'
import type { Envelope } from '../wire/envelope'
import type { DropReason } from './accounting'

/** What became of an envelope that `next()` handed out. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** Stays the head of its lane, which is silent for `delayMs`, or takes its turn again at once where that is 0. */
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly status?: number | undefined }

/** What an outbox may tell the client that owns it. */
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

/**
 * Where captured envelopes wait, in lanes: one conversation, one lane, in order. The client adds, takes with
 * `next()`, and says with `settle()` what became of each. Every method is synchronous and does not throw.
 */
export interface Outbox {
  /** true: what is stored outlives the process, and `close()` reports it as persisted. */
  readonly durable: boolean
  /** Envelopes that wait or are in flight, those of an earlier process included. */
  readonly size: number
  /**
   * Called once, before any other method. Returns how many envelopes an earlier process left, those included that are
   * unreadable and told to `onDrop`.
   */
  open(host: OutboxHost): number
  /** Stores the envelope, or returns why not. */
  add(envelope: Envelope): DropReason | undefined
  /**
   * The head of the next lane that is neither in flight nor silent; that lane is then in flight until `settle()`.
   * Lanes take turns: one that was settled comes after those that were waiting.
   */
  next(): Envelope | undefined
  settle(envelope: Envelope, outcome: Outcome): void
  /**
   * Drops or keeps what is left (see `durable`), and frees handles. A durable outbox tells through `onDrop` what it
   * cannot keep; its `size` is then what it keeps.
   */
  close(): void
}
