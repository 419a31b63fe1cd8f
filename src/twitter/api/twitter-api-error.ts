import { DashbotError, type DashbotErrorOptions } from '../../errors'
import { asList, asObject, asText, type JsonObject } from '../../internal/json'
import type { SentMessage } from '../messages/direct-message-client'
import { reasonIn, remedyFor } from './remedies'

export interface TwitterApiErrorOptions extends DashbotErrorOptions {
  readonly status?: number | undefined
  readonly apiCode?: number | undefined
  readonly reason?: string | undefined
  readonly remedy: string
  readonly retryAt?: Date | undefined
  readonly isPossiblySent?: boolean
}

/** X refused a request, or did not answer it. */
export class TwitterApiError extends DashbotError {
  /** The HTTP status; undefined where there was no answer. */
  readonly status: number | undefined
  /** X's own error code, for example 349; v2 of the API gives none. */
  readonly apiCode: number | undefined
  /** X's name of the reason, where v2 of the API gives one, for example `CrcValidationFailed`. */
  readonly reason: string | undefined
  /** What to do about it. */
  readonly remedy: string
  /** When the rate limit ends, where that is what is in the way. */
  readonly retryAt: Date | undefined
  /** The messages that went out before it, where a message needed several. */
  readonly earlier: readonly SentMessage[] = []
  /** true: no answer of X's own came (none at all, or a 504), so the message may have reached the user. */
  readonly isPossiblySent: boolean

  constructor(what: string, options: TwitterApiErrorOptions) {
    super('ERR_DASHBOT_TWITTER_API', `${what} ${options.remedy}`, options)
    this.status = options.status
    this.apiCode = options.apiCode
    this.reason = options.reason
    this.remedy = options.remedy
    this.retryAt = options.retryAt
    this.isPossiblySent = options.isPossiblySent ?? false
  }
}

/** An error of `twitter-api-v2`, read without trust. */
export interface ApiFailure {
  /** X's status; undefined where no answer came. */
  readonly status: number | undefined
  readonly headers: JsonObject
  readonly apiCode: number | undefined
  /** X's name of the reason. */
  readonly reason: string | undefined
  /** X's words. */
  readonly detail: string | undefined
  /** true: the request did not get as far as X. */
  readonly isUnsent: boolean
}

/** Undefined for an error that is not `twitter-api-v2`'s about a request. */
export function readFailure(error: unknown): ApiFailure | undefined {
  const { type, code, data, headers, _options } = fieldsOf(error)
  if (type !== 'request' && type !== 'partial-response' && type !== 'response') return undefined
  const body = asObject(data)
  const first = asObject(asList(body?.errors)[0])
  // The library keeps the socket's error in its options: its own getter reads another name.
  const { syscall } = fieldsOf(fieldsOf(_options).error)
  return {
    status: typeof code === 'number' ? code : undefined,
    headers: asObject(headers) ?? {},
    apiCode: typeof first?.code === 'number' ? first.code : undefined,
    reason: reasonIn(data),
    detail: asText(first?.message) ?? asText(body?.detail) ?? asText(body?.title),
    isUnsent: syscall === 'connect' || syscall === 'getaddrinfo',
  }
}

function fieldsOf(value: unknown): JsonObject {
  return asObject(value) ?? {}
}

/** @param action What was asked of X, for example `send a direct message`. */
export function toTwitterApiError(action: string, failure: ApiFailure, cause: unknown): TwitterApiError {
  const { status, apiCode, reason, detail, isUnsent } = failure
  if (status === undefined) {
    return isUnsent
      ? new TwitterApiError(`X could not be reached to ${action}.`, { cause, remedy: 'Check the network.' })
      : new TwitterApiError(`X did not answer when asked to ${action}.`, {
          cause,
          remedy: 'It may have been done all the same.',
          isPossiblySent: true,
        })
  }
  const codes = apiCode === undefined ? `status ${status}` : `status ${status}, code ${apiCode}`
  const words = detail === undefined ? '' : `: ${detail.replace(/\.?$/, '.')}`
  return new TwitterApiError(`X refused to ${action} (${codes})${words || '.'}`, {
    cause,
    status,
    apiCode,
    reason,
    remedy: remedyFor(status, { apiCode, reason }),
    isPossiblySent: status === 504,
  })
}
