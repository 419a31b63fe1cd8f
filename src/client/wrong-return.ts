import { isPromise } from 'node:util/types'

/** A function of the user's returned what it must not. The message names the function and the type, no value. */
export class WrongReturn extends TypeError {}

/**
 * The result itself. A promise is refused: nothing waits for it, so its answer would come too late, and its rejection
 * would end the process.
 *
 * @param what Names the function in the message.
 * @throws WrongReturn where the result is a promise
 */
export function synchronous<Result>(what: string, result: Result): Result {
  if (!isPromise(result)) return result
  result.catch(() => {})
  throw new WrongReturn(`${what} returned a promise, and must be synchronous`)
}

/**
 * The result, where it is a text.
 *
 * @param what Names the function in the message.
 * @throws WrongReturn where it is none
 */
export function textReturned(what: string, result: unknown): string {
  if (typeof synchronous(what, result) === 'string') return result as string
  throw new WrongReturn(
    `${what} returned ${result === null ? 'null' : typeof result}, and must return a string`,
  )
}
