import type { DropReason } from '../../delivery/accounting'
import { TransportError } from '../../errors'

/**
 * Ends a job as failed: no attempt mends it. BullMQ goes by the name. The message is stored in Redis, so it is ours,
 * never a transport's.
 */
export class Refusal extends Error {
  override readonly name = 'UnrecoverableError'
  readonly reason: DropReason

  constructor(reason: DropReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/** The refusal that a transport's error means; undefined where the message may be taken later. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof TransportError) || error.retryable) return undefined
  const { status } = error
  return new Refusal('rejected', status === undefined ? 'refused' : `refused with status ${status}`)
}
