import type { AxiosResponse, AxiosStatic } from 'axios'

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
