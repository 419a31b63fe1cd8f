import type { JsonObject } from '../../internal/json'
import type { Clock } from '../clock'
import { isUsedUp, limitEnd } from './rate-limits'
import type { ApiResponse } from './twitter-api'
import { type ApiFailure, readFailure, TwitterApiError, toTwitterApiError } from './twitter-api-error'

export interface RequestsOptions {
  /** How long one request waits for rate limits to end, in ms. */
  readonly maxRateLimitWaitMs: number
  readonly clock: Clock
}

/** Something to ask of X. */
export interface ApiRequest {
  /** As in "X refused to ...". */
  readonly action: string
  /** true: doing it twice is as good as once. */
  readonly isRepeatable: boolean
  /** true: of little use later, so it does not wait for a rate limit to end. */
  readonly isMomentary?: boolean
  post(): Promise<ApiResponse>
}

const maxRetries = 2
const firstRetryDelayMs = 500

/**
 * Asks X, and asks again where that is safe: after a rate limit's end, after a 5xx, and where X was not reached.
 * What may have been done already is not asked again, since X knows no idempotency key.
 */
export class Requests {
  readonly #options: RequestsOptions
  /** When the rate limit of an action ends, in ms since 1970. */
  readonly #pausedUntil = new Map<string, number>()

  constructor(options: RequestsOptions) {
    this.#options = options
  }

  /** @throws TwitterApiError */
  async run(request: ApiRequest): Promise<ApiResponse> {
    const maxWaitMs = request.isMomentary === true ? 0 : this.#options.maxRateLimitWaitMs
    const deadline = this.#options.clock.now() + maxWaitMs
    for (let retries = 0; ; ) {
      await this.#waitForLimit(request, deadline)
      try {
        const response = await request.post()
        if (isUsedUp(response.headers)) this.#pause(request.action, response.headers)
        return response
      } catch (error) {
        const failure = readFailure(error)
        if (failure === undefined) throw error
        if (failure.status === 429) this.#pause(request.action, failure.headers)
        else if (retries < maxRetries && isRetryable(failure, request)) {
          await this.#options.clock.wait(firstRetryDelayMs * 2 ** retries)
          retries += 1
        } else throw toTwitterApiError(request.action, failure, error)
      }
    }
  }

  #pause(action: string, headers: JsonObject): void {
    const { clock } = this.#options
    const reset = limitEnd(headers)
    this.#pausedUntil.set(action, reset > clock.now() ? reset : clock.now() + 1_000)
  }

  async #waitForLimit({ action, isMomentary = false }: ApiRequest, deadline: number): Promise<void> {
    const { clock, maxRateLimitWaitMs } = this.#options
    const until = this.#pausedUntil.get(action) ?? 0
    const wait = until - clock.now()
    if (wait <= 0) return
    if (until > deadline) {
      throw new TwitterApiError(`X lets the bot ${action} again in ${Math.ceil(wait / 1_000)} s only.`, {
        status: 429,
        apiCode: 88,
        remedy: isMomentary
          ? 'Ask for it less often.'
          : `Send less often, or later, or wait longer than ${maxRateLimitWaitMs} ms (maxRateLimitWaitMs).`,
        retryAt: new Date(until),
      })
    }
    await clock.wait(wait)
  }
}

function isRetryable({ status, isUnsent }: ApiFailure, { isRepeatable }: ApiRequest): boolean {
  if (status === undefined) return isUnsent || isRepeatable
  return status >= 500 && (status !== 504 || isRepeatable)
}
