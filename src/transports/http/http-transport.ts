import * as v from 'valibot'
import { ConfigError, TransportError } from '../../errors'
import {
  apiKeyString,
  filledString,
  objectWith,
  parseOptions,
  refuseTogether,
  timerMs,
  wholeNumber,
} from '../../internal/options'
import { type Envelope, requestBody, TIMESTAMP_HEADER } from '../../wire/envelope'
import { normalizeServerRoot, SERVER_ROOTS, trackUrl } from '../../wire/track-url'
import type { PayloadType } from '../../wire/types'
import type { SendOptions, Transport } from '../transport'
import { answerError, connectionError, type Receiver } from './failure'
import { wrapAxios } from './injected-axios'
import { createNodeAxios } from './node-axios'
import type { AxiosClient, HttpResponse, Requester } from './requester'
import { createUndiciAxios, isUndiciUsable } from './undici-axios'

export interface HttpTransportOptions {
  /** Dashbot's key for the bot. Added to the address of each request, and kept nowhere else. */
  readonly apiKey: string
  /** @default 'https://tracker.dashbot.io' */
  readonly serverRoot?: string | undefined
  /** How long one attempt may take, its response's body included, in ms. @default 10_000 */
  readonly timeoutMs?: number | undefined
  /** How many connections may be open; not with an `axios`. They are opened as needed. @default 64 */
  readonly maxSockets?: number | undefined
  /**
   * An axios instance, or an `Axios`, of your own, with its interceptors, adapter, proxy and agents.
   * @default one that keeps connections alive on undici and takes proxies from the environment
   */
  readonly axios?: AxiosClient | undefined
}

const DEFAULT_MAX_SOCKETS = 64

const schema = v.strictObject({
  apiKey: v.optional(apiKeyString),
  serverRoot: v.optional(filledString, SERVER_ROOTS.dashbot),
  timeoutMs: v.optional(timerMs(1), 10_000),
  maxSockets: v.optional(wholeNumber(1)),
  axios: v.optional(objectWith<AxiosClient>('request')),
})

const isAccepted = (status: number): boolean => status >= 200 && status < 300

/** Posts each envelope to Dashbot's tracker, one a request. */
export class HttpTransport implements Transport {
  readonly #receiver: Receiver
  readonly #urls: Readonly<Record<PayloadType, string>>
  readonly #timeoutMs: number
  readonly #requester: Requester

  /** @throws ConfigError that names the option at fault */
  constructor(options: HttpTransportOptions) {
    const parsed = parseOptions('HttpTransport', schema, options)
    const { apiKey, timeoutMs, axios, maxSockets = DEFAULT_MAX_SOCKETS } = parsed
    if (apiKey === undefined) {
      throw new ConfigError('apiKey', 'HttpTransport needs an apiKey, for example from DASHBOT_API_KEY')
    }
    refuseTogether('HttpTransport', parsed, ['axios', 'maxSockets'], 'an axios has its own agents')
    const serverRoot = normalizeServerRoot(parsed.serverRoot)
    const { host, origin } = new URL(serverRoot)
    const url = (type: PayloadType): string => trackUrl({ serverRoot, type, apiKey })
    this.#receiver = { host, apiKey }
    this.#urls = { incoming: url('incoming'), outgoing: url('outgoing'), event: url('event') }
    this.#timeoutMs = timeoutMs
    this.#requester = axios === undefined ? createOwnAxios(origin, maxSockets) : wrapAxios(axios)
  }

  /**
   * What the transport sends with: for interceptors, and defaults of its own. axios' global defaults do not reach it
   * where none was given. While the transport's own instance has no interceptor and no other default, its adapter is
   * called directly, since axios would add nothing but time.
   */
  get axios(): AxiosClient {
    return this.#requester.axios
  }

  async send(envelope: Envelope, { signal }: SendOptions): Promise<void> {
    const { status, headers } = await this.#post(envelope, signal)
    if (isAccepted(status)) return
    throw answerError(this.#receiver, { status, retryAfter: retryAfterIn(headers) })
  }

  async close(): Promise<void> {
    await this.#requester.close()
  }

  async #post(envelope: Envelope, signal: AbortSignal): Promise<HttpResponse> {
    try {
      return await this.#requester.request({
        url: this.#urls[envelope.type],
        data: requestBody(envelope, Date.now()),
        headers: {
          'Content-Type': 'application/json',
          'Idempotency-Key': envelope.id,
          [TIMESTAMP_HEADER]: String(envelope.capturedAt),
        },
        timeout: this.#timeoutMs,
        signal,
      })
    } catch (error) {
      if (error instanceof TransportError) throw error
      throw connectionError(this.#receiver, error)
    }
  }
}

/** However the adapter spells it: axios wraps what it gets in its own, caseless class. */
function retryAfterIn(headers: HttpResponse['headers']): unknown {
  return typeof headers.get === 'function' ? headers.get('retry-after') : headers['retry-after']
}

function createOwnAxios(origin: string, maxSockets: number): Requester {
  return isUndiciUsable() ? createUndiciAxios(origin, maxSockets) : createNodeAxios(maxSockets)
}
