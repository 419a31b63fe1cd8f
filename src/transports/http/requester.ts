import type { AxiosResponse, AxiosStatic } from 'axios'
import { TransportError } from '../../errors'

/** An `Axios`: an instance without the call signatures. */
export type AxiosClient = InstanceType<AxiosStatic['Axios']>

/** The one request that a transport makes. */
export interface PostConfig {
  readonly url: string
  readonly data: string
  readonly headers: Record<string, string>
  /** In ms, for everything from connecting to the end of the response's body. */
  readonly timeout: number
  readonly signal: AbortSignal
}

/** The part of a response that counts. */
export type HttpResponse = Pick<AxiosResponse, 'status' | 'headers'>

/** Posts through axios. Any answer resolves, whatever its status; no answer rejects. */
export interface Requester {
  /** What it posts through. */
  readonly axios: AxiosClient
  request(config: PostConfig): Promise<HttpResponse>
  close(): Promise<void>
}

/**
 * What a request through axios came to: interceptors may return anything.
 *
 * @throws TransportError where it is not a response. Final: the receiver may have the message.
 */
export function asResponse(result: unknown): AxiosResponse {
  if (typeof Object(result).status === 'number') return result as AxiosResponse
  throw new TransportError(
    'What the axios instance resolved with is no response: its response interceptors must return the whole response, not its data',
    { retryable: false },
  )
}
