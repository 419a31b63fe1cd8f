import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ValidationIssue } from '../../errors'

export interface RefusedErrorOptions extends ErrorOptions {
  readonly headers?: Readonly<Record<string, string>>
}

/** When a sender may try again where it is not said otherwise, in seconds. */
const RETRY_AFTER: Readonly<Record<number, string>> = { 429: '1', 503: '1' }

/** A request that is not granted: the status, the reasons that are sent back, and headers for them. */
export class RefusedError extends Error {
  readonly status: ContentfulStatusCode
  readonly issues: readonly ValidationIssue[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: ContentfulStatusCode,
    issues: ValidationIssue | readonly ValidationIssue[],
    { headers = {}, ...options }: RefusedErrorOptions = {},
  ) {
    super(`refused with ${status}`, options)
    this.status = status
    this.issues = [issues].flat()
    const retryAfter = RETRY_AFTER[status]
    this.headers = retryAfter === undefined ? headers : { 'Retry-After': retryAfter, ...headers }
  }
}

/** The body of every answer that is not a success. */
export const failure = (...errors: readonly ValidationIssue[]) => ({ success: false, errors })
