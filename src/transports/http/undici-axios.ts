import type { AxiosAdapter, AxiosRequestConfig, AxiosResponse, AxiosStatic } from 'axios'
import type { Dispatcher } from 'undici'
import { HttpExchange, type HttpExchangeConfig } from './http-exchange'
import { proxyFor } from './proxy'
import { type AxiosClient, asResponse, type HttpResponse, type Requester } from './requester'

/** false where undici cannot send: Bun's own has no `dispatch`, and Jest's jsdom has no TextDecoder for it. */
export function isUndiciUsable(): boolean {
  return process.versions.bun === undefined && typeof TextDecoder === 'function'
}

/**
 * An axios instance that posts to one origin through undici. It keeps sockets alive and goes through the proxies of
 * the environment (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`). Undici is loaded at the first request.
 *
 * It has no axios defaults. Any status resolves; of a response its status and `Retry-After` are kept. `timeout` covers
 * connecting, headers and body, but a body that stalls does not undo the status before it.
 *
 * As long as the instance is as it was made, with no interceptor and no default, axios has nothing to add to a request,
 * and to have it look takes as long as the request itself: then its adapter is called directly.
 */
export function createUndiciAxios(origin: string, maxSockets: number): Requester {
  const { Axios }: AxiosStatic = require('axios')
  const proxy = proxyFor(origin, process.env)
  let dispatcher: Dispatcher | undefined
  const post = (config: HttpExchangeConfig): Promise<HttpResponse> =>
    new Promise((resolve, reject) => {
      dispatcher ??= createDispatcher(origin, maxSockets, proxy)
      new HttpExchange(config, resolve, reject).start(dispatcher, origin, config)
    })
  const adapter: AxiosAdapter = async (config) => {
    const response = await post(config as unknown as HttpExchangeConfig)
    return { ...response, statusText: '', data: undefined, config } as AxiosResponse
  }
  const axios = new Axios({ method: 'post', adapter })
  const isAsMade = watch(axios)
  return {
    axios,
    request: ({ url, data, headers, timeout, signal }) => {
      const config = { url, data, headers, timeout, giveUp: signal }
      return isAsMade() ? post(config) : axios.request(config as AxiosRequestConfig).then(asResponse)
    },
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

/** Gives a function that is true while nobody has added an interceptor or a default, or replaced a part. */
function watch(axios: AxiosClient): () => boolean {
  const { request, defaults, interceptors } = axios
  const { adapter, method } = defaults
  return () => {
    if (axios.request !== request || axios.defaults !== defaults || axios.interceptors !== interceptors)
      return false
    if (defaults.adapter !== adapter || defaults.method !== method) return false
    for (const name in defaults) if (name !== 'adapter' && name !== 'method') return false
    return isEmpty(interceptors.request) && isEmpty(interceptors.response)
  }
}

/** axios keeps interceptors in a list that its types leave out. */
function isEmpty(interceptors: object): boolean {
  const { handlers } = interceptors as { readonly handlers?: readonly unknown[] | null }
  return handlers?.length === 0
}
