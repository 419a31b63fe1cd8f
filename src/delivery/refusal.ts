import { TransportError } from '../errors'

/** A message that no further attempt delivers. */
export interface Refusal {
  readonly error: TransportError
  /** true: the receiver said so. false: it was never asked. */
  readonly isAnswer: boolean
}

/**
 * The refusal that an error means; undefined where the message may be taken later. Errors of a transport that are not
 * a `TransportError` may be the network's: fetch reports its failures with a TypeError that has a cause, and a gateway's
 * page where JSON was expected is a SyntaxError. Faults of the message or of the code would come back with every attempt.
 */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof TransportError) return error.retryable ? undefined : { error, isAnswer: true }
  if (!isFault(error)) return undefined
  const message = `The transport cannot send the message: ${error.name}: ${error.message}`
  return { error: new TransportError(message, { retryable: false, cause: error }), isAnswer: false }
}

function isFault(error: unknown): error is Error {
  if (error instanceof TypeError) return error.cause === undefined
  return error instanceof ReferenceError || error instanceof RangeError
}
