import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ValidationIssue } from '../../errors'

/** A request that is not granted: the status and the reasons that are sent back. */
export class RefusedError extends Error {
  readonly status: ContentfulStatusCode
  readonly issues: readonly ValidationIssue[]

  constructor(
    status: ContentfulStatusCode,
    issues: ValidationIssue | readonly ValidationIssue[],
    cause?: unknown,
  ) {
    super(`refused with ${status}`, { cause })
    this.status = status
    this.issues = [issues].flat()
  }
}
