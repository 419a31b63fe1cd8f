import { asObject } from '../../internal/json'

/** How many errors within errors are looked at. */
const MAX_DEPTH = 5

/**
 * When what failed may be tried again, in ms since 1970: the `retryAt` of a TwitterApiError, or of the error within
 * another one. That is its `cause`, or the `error` of botbuilder-dialogs' DialogContextError.
 */
export function retryAtOf(error: unknown, depth = 0): number | undefined {
  const { retryAt, cause, error: inner } = asObject(error) ?? {}
  if (retryAt instanceof Date && !Number.isNaN(retryAt.getTime())) return retryAt.getTime()
  const next = cause ?? inner
  return next === undefined || depth === MAX_DEPTH ? undefined : retryAtOf(next, depth + 1)
}
