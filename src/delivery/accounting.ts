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
  /** Refused for good: by validation in the bot's path, or by the receiver (a 4xx that no retry mends). */
  | 'rejected'
  /** Older than `maxAgeMs`. */
  | 'expired'
  /** Still waiting in memory when `close()` ran out of time. */
  | 'shutdown_timeout'
  /** The outbox's bound was reached. */
  | 'outbox_full'
  /** A stored record could not be read back. */
  | 'outbox_corrupt'
