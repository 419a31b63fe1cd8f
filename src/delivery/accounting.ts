/** Why a payload was not delivered. */
export type DropReason =
  /** The queue's bound in messages or bytes was reached. */
  | 'queue_full'
  /** Larger than `maxMessageBytes`. */
  | 'too_large'
  /** `beforeSend` returned null, or threw. */
  | 'before_send'
  /** Captured after `close()`. */
  | 'closed'
  /**
   * Refused for good: by validation in the bot's path, since it does not serialize, by an outbox that threw, or by the
   * receiver (a 4xx that is not retryable).
   */
  | 'rejected'
  /** Older than `maxAgeMs`. */
  | 'expired'
  /** Still waiting in memory when `close()` ran out of time. */
  | 'shutdown_timeout'
  /** The outbox's bound was reached. */
  | 'outbox_full'
  /** A stored record could not be read back. */
  | 'outbox_corrupt'

/** What became of everything that was captured: always `accepted = delivered + pending + dropped`. */
export interface DeliveryStats {
  /** Everything handed in, unless the call threw, and what an outbox had kept or took over from another process. */
  readonly accepted: number
  readonly delivered: number
  /** Waiting or in flight; after `close()`, what a durable outbox keeps for the next process. */
  readonly pending: number
  readonly dropped: Readonly<Record<DropReason, number>>
  /** Attempts beyond the first. */
  readonly retries: number
}

/** The counts behind `DeliveryStats`. */
export class Ledger {
  accepted = 0
  delivered = 0
  retries = 0
  readonly #dropped: Record<DropReason, number> = {
    queue_full: 0,
    too_large: 0,
    before_send: 0,
    closed: 0,
    rejected: 0,
    expired: 0,
    shutdown_timeout: 0,
    outbox_full: 0,
    outbox_corrupt: 0,
  }

  drop(reason: DropReason, count: number): void {
    this.#dropped[reason] += count
  }

  /** Dropped for any reason. */
  get dropped(): number {
    return Object.values(this.#dropped).reduce((sum, count) => sum + count, 0)
  }

  snapshot(pending: number): DeliveryStats {
    const { accepted, delivered, retries } = this
    return { accepted, delivered, pending, dropped: { ...this.#dropped }, retries }
  }
}
