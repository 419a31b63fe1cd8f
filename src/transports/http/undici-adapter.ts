import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios'
import type { Dispatcher } from 'undici'

/** An axios adapter over undici, for requests to one origin. */
export interface UndiciAdapter {
  readonly adapter: AxiosAdapter
  close(): Promise<void>
}

/**
 * Keeps sockets alive and goes through the proxies of the environment (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`).
 * Response bodies are read to their end and thrown away; a body that stalls until `signal` fires does not undo its
 * status. Loads undici at the first request.
 */
export function createUndiciAdapter(origin: string, env: NodeJS.ProcessEnv = process.env): UndiciAdapter {
  let dispatcher: Dispatcher | undefined
  return {
    adapter: (config) =>
      new Promise((resolve, reject) => {
        dispatcher ??= createDispatcher(origin, env)
        const path = (config.url ?? '').slice(origin.length)
        const exchange = new Exchange(config, resolve, reject)
        const { data, headers } = config
        dispatcher.dispatch({ origin, path, method: 'POST', headers, body: data, ...noTimeouts }, exchange)
      }),
    close: async () => dispatcher?.destroy(),
  }
}

/** The signal covers connecting, the headers and the body alike. */
const noTimeouts = { headersTimeout: 0, bodyTimeout: 0 } as const

function createDispatcher(origin: string, env: NodeJS.ProcessEnv): Dispatcher {
  const { Pool, EnvHttpProxyAgent }: typeof import('undici') = require('undici')
  const hasProxy = env.HTTP_PROXY || env.http_proxy || env.HTTPS_PROXY || env.https_proxy
  return hasProxy ? new EnvHttpProxyAgent() : new Pool(origin)
}

/** One request and its response. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #config: InternalAxiosRequestConfig
  readonly #resolve: (response: AxiosResponse) => void
  readonly #reject: (reason: unknown) => void
  readonly #onAbort = (): void => this.#abort()
  #controller: Dispatcher.DispatchController | undefined
  #response: AxiosResponse | undefined

  constructor(
    config: InternalAxiosRequestConfig,
    resolve: (response: AxiosResponse) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#config = config
    this.#resolve = resolve
    this.#reject = reject
    this.#signal?.addEventListener('abort', this.#onAbort)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#signal?.aborted) this.#abort()
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
    statusText = '',
  ): void {
    if (status < 200) return
    const config = this.#config
    this.#response = { status, statusText, headers: headers as AxiosResponse['headers'], data: '', config }
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    this.#settle(undefined)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(error)
  }

  get #signal(): AbortSignal | undefined {
    return this.#config.signal as AbortSignal | undefined
  }

  #abort(): void {
    const reason: unknown = this.#signal?.reason
    this.#controller?.abort(reason as Error)
    this.#settle(reason)
  }

  #settle(error: unknown): void {
    this.#signal?.removeEventListener('abort', this.#onAbort)
    if (this.#response === undefined) this.#reject(error)
    else this.#resolve(this.#response)
  }
}
