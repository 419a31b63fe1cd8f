import type { AxiosResponse } from 'axios'

/** The one request that a transport makes. */
export interface PostConfig {
  readonly url: string
  readonly data: string
  readonly headers: Record<string, string>
  /** In ms, for everything from connecting to the end of the response's body. */
  readonly timeout: number
  readonly signal: AbortSignal
}

/** Posts through axios. Any answer resolves, whatever its status; no answer rejects. */
export interface Requester {
  request(config: PostConfig): Promise<AxiosResponse>
  close(): Promise<void>
}
