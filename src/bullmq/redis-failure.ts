import { TransportError } from '../errors'

/**
 * Redis did not take a message, or nobody knows whether it did; it may later. The original error is not kept as the
 * cause: ioredis puts the command's arguments into it, and with them the user's text.
 */
export function redisFailure(error: unknown): TransportError {
  return new TransportError(`Redis did not take the message: ${describe(error)}`, { retryable: true })
}

/** What went wrong, without what was sent. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  if (error.message !== '') return error.message
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
