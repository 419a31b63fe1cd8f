import { isError, TransportError } from '../errors'

/** The kind of a failed attempt, of few values: the receiver's status, or the error's name where no status came. */
export function errorType(error: unknown): string {
  if (error instanceof TransportError) return error.status === undefined ? 'no_answer' : String(error.status)
  return isError(error) ? error.name : 'unknown'
}
