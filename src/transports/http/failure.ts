import { isError, TransportError } from '../../errors'
import { parseRetryAfter } from './retry-after'

export interface HttpAnswer {
  readonly status: number
  readonly retryAfter: unknown
}

/** The host that was asked, and the key, which no message may hold. */
export interface Receiver {
  readonly host: string
  readonly apiKey: string
}

const REMEDIES: Readonly<Record<number, string>> = {
  401: ': check the API key',
  403: ': check the API key',
  404: ': check serverRoot',
}

/** What an answer other than 2xx means: 408, 429 and 5xx may be accepted later, all else never. */
export function answerError({ host }: Receiver, { status, retryAfter }: HttpAnswer): TransportError {
  const isRedirect = status >= 300 && status < 400
  const remedy = isRedirect ? ': redirects are not followed, check serverRoot' : (REMEDIES[status] ?? '')
  const asks = status === 429 || status === 503
  return new TransportError(`${host} answered ${status}${remedy}`, {
    retryable: status === 408 || status === 429 || status >= 500,
    status,
    retryAfterMs: asks ? parseRetryAfter(retryAfter, Date.now()) : undefined,
  })
}

/**
 * There was no answer. The original error is not kept as the cause: an HTTP library's error holds the request,
 * and the request holds the key.
 */
export function connectionError({ host, apiKey }: Receiver, error: unknown): TransportError {
  const why = describe(error).replaceAll(apiKey, '***').replaceAll(encodeURIComponent(apiKey), '***')
  return new TransportError(`${host} gave no answer: ${why}`, { retryable: true })
}

function describe(error: unknown): string {
  if (!isError(error)) return 'unknown error'
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : ''
  return `${error.message || error.name}${code}`
}
