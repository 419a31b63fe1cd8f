import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import type { AxiosResponse, AxiosStatic, InternalAxiosRequestConfig } from 'axios'
import type { Dispatcher } from 'undici'
import { proxyFor } from './proxy'
import type { Requester } from './requester'

/** false where undici cannot send: Bun's own has no `dispatch`, and Jest's jsdom has no TextDecoder for it. */
export function isUndiciUsable(): boolean {
  return process.versions.bun === undefined && typeof TextDecoder === 'function'
}

/**
 * An axios instance that posts to one origin through undici. It keeps sockets alive and goes through the proxies of
 * the environment (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`). Undici is loaded at the first request.
 *
 * It has no axios defaults: merging them costs more than the request. Any status resolves; of a response
 * its status and `Retry-After` are kept. `timeout` covers connecting, headers and body, but a body that stalls does
 * not undo the status before it.
 */
export function createUndiciAxios(origin: string, maxSockets: number): Requester {
  const { Axios }: AxiosStatic = require('axios')
  const proxy = proxyFor(origin, process.env)
  let dispatcher: Dispatcher | undefined
  const axios = new Axios({
    method: 'post',
    adapter: (config) =>
      new Promise((resolve, reject) => {
        dispatcher ??= createDispatcher(origin, maxSockets, proxy)
        new Exchange(config as ExchangeConfig, resolve, reject).start(dispatcher, origin)
      }),
  })
  return {
    axios,
    request: ({ signal, ...config }) => axios.request<void>({ ...config, giveUp: signal } as ExchangeConfig),
    // Not awaited: the sockets are destroyed at once, and under fake timers undici's promise never settles.
    close: async () => void dispatcher?.destroy().catch(() => {}),
  }
}

function createDispatcher(origin: string, connections: number, proxy: string | undefined): Dispatcher {
  const { Pool, EnvHttpProxyAgent }: typeof import('undici') = require('undici')
  return proxy === undefined
    ? new Pool(origin, { connections })
    : new EnvHttpProxyAgent({ connections, httpProxy: proxy, httpsProxy: proxy, noProxy: '' })
}

/** Not `signal`: axios looks at that one after the response too, and would undo what has been accepted. */
interface ExchangeConfig extends InternalAxiosRequestConfig {
  readonly giveUp: AbortSignal
}

/** One request and its response. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #config: ExchangeConfig
  readonly #resolve: (response: AxiosResponse) => void
  readonly #reject: (reason: unknown) => void
  readonly #timer: NodeJS.Timeout
  readonly #giveUp = (): void => this.#abort(new Error('the client gave up on the attempt'))
  #controller: Dispatcher.DispatchController | undefined
  #abortedFor: Error | undefined
  #response: AxiosResponse | undefined

  constructor(
    config: ExchangeConfig,
    resolve: (response: AxiosResponse) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#config = config
    this.#resolve = resolve
    this.#reject = reject
    const { giveUp, timeout } = config
    giveUp.addEventListener('abort', this.#giveUp)
    this.#timer = setTimeout(() => this.#abort(new Error(`no answer within ${timeout} ms`)), timeout)
    if (giveUp.aborted) this.#giveUp()
  }

  start(dispatcher: Dispatcher, origin: string): void {
    const { url = '', headers, data } = this.#config
    const path = url.slice(origin.length)
    // Undici takes a socket again after a setImmediate, which fake timers keep from it.
    const reset = globalThis.setImmediate !== setImmediate
    dispatcher.dispatch(
      { origin, path, method: 'POST', headers, body: data, reset, headersTimeout: 0, bodyTimeout: 0 },
      this,
    )
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#abortedFor !== undefined) controller.abort(this.#abortedFor)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    received: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return
    const retryAfter = received['retry-after']
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter }
    this.#response = { status, statusText: '', headers, data: undefined, config: this.#config }
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    this.#settle(undefined)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(error)
  }

  #abort(reason: Error): void {
    this.#abortedFor = reason
    this.#controller?.abort(reason)
    this.#settle(reason)
  }

  #settle(error: unknown): void {
    clearTimeout(this.#timer)
    this.#config.giveUp.removeEventListener('abort', this.#giveUp)
    if (this.#response === undefined) this.#reject(error)
    else this.#resolve(this.#response)
  }
}
