import type { AxiosInstance, AxiosRequestConfig, AxiosResponse, AxiosStatic } from 'axios'
import * as v from 'valibot'
import { ConfigError } from '../../errors'
import { filledString, objectWith, parseOptions, wholeNumber } from '../../options'
import { type Envelope, requestBody } from '../../wire/envelope'
import { normalizeServerRoot, SERVER_ROOTS, trackUrl } from '../../wire/track-url'
import type { PayloadType } from '../../wire/types'
import type { SendOptions, Transport } from '../transport'
import { Attempt } from './attempt'
import { drain } from './drain'
import { answerError, connectionError, type Receiver } from './failure'
import { createUndiciAdapter } from './undici-adapter'

export interface HttpTransportOptions {
  /** Dashbot's key for the bot. Added to the address of each request, and kept nowhere else. */
  readonly apiKey: string
  /** @default 'https://tracker.dashbot.io' */
  readonly serverRoot?: string | undefined
  /** How long one attempt may take, its response's body included, in ms. @default 10_000 */
  readonly timeoutMs?: number | undefined
  /**
   * An axios instance of your own, with its interceptors, adapter, proxy and agents.
   * @default one that keeps connections alive on undici and takes proxies from the environment
   */
  readonly axios?: AxiosInstance | undefined
}

const schema = v.strictObject({
  apiKey: v.optional(filledString),
  serverRoot: v.optional(filledString, SERVER_ROOTS.dashbot),
  timeoutMs: v.optional(wholeNumber(1), 10_000),
  axios: v.optional(objectWith<AxiosInstance>('request')),
})

const isAccepted = (status: number): boolean => status >= 200 && status < 300

/** The same for every request: the body goes out as it is, and what comes back is read for its status alone. */
const requestConfig = {
  method: 'post',
  responseType: 'stream',
  maxRedirects: 0,
  transformRequest: (body: unknown) => body,
  transformResponse: (body: unknown) => body,
} as const satisfies AxiosRequestConfig

/** Posts each envelope to Dashbot's tracker, one a request. */
export class HttpTransport implements Transport {
  readonly #receiver: Receiver
  readonly #urls: Readonly<Record<PayloadType, string>>
  readonly #timeoutMs: number
  readonly #axios: AxiosInstance
  readonly #closeConnections: () => Promise<void>

  /** @throws {ConfigError} that names the option at fault */
  constructor(options: HttpTransportOptions) {
    const { apiKey, serverRoot: given, timeoutMs, axios } = parseOptions('HttpTransport', schema, options)
    if (apiKey === undefined) {
      throw new ConfigError('apiKey', 'HttpTransport needs an apiKey, for example from DASHBOT_API_KEY')
    }
    const serverRoot = normalizeServerRoot(given)
    const { host, origin } = new URL(serverRoot)
    const url = (type: PayloadType): string => trackUrl({ serverRoot, type, apiKey })
    this.#receiver = { host, apiKey }
    this.#urls = { incoming: url('incoming'), outgoing: url('outgoing'), event: url('event') }
    this.#timeoutMs = timeoutMs
    const { instance, close } = axios === undefined ? ownAxios(origin) : { instance: axios, close: nothing }
    this.#axios = instance
    this.#closeConnections = close
  }

  async send(envelope: Envelope, { signal }: SendOptions): Promise<void> {
    const attempt = new Attempt(signal, this.#timeoutMs)
    try {
      const { status, headers } = await this.#post(envelope, attempt)
      if (!isAccepted(status)) {
        throw answerError(this.#receiver, { status, retryAfter: headers['retry-after'] })
      }
    } finally {
      attempt.end()
    }
  }

  async close(): Promise<void> {
    await this.#closeConnections()
  }

  /** Any answer resolves; no answer rejects. */
  async #post(envelope: Envelope, { signal }: Attempt): Promise<AxiosResponse> {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': envelope.id }
    const data = requestBody(envelope, Date.now())
    try {
      const response = await this.#axios.request({
        ...requestConfig,
        url: this.#urls[envelope.type],
        data,
        headers,
        signal,
      })
      await drain(response.data, signal)
      return response
    } catch (error) {
      const response = responseOf(error)
      if (response === undefined)
        throw connectionError(this.#receiver, signal.aborted ? signal.reason : error)
      await drain(response.data, signal)
      return response
    }
  }
}

function ownAxios(origin: string): { readonly instance: AxiosInstance; close(): Promise<void> } {
  const axios: AxiosStatic = require('axios')
  const { adapter, close } = createUndiciAdapter(origin)
  return { instance: axios.create({ adapter }), close }
}

async function nothing(): Promise<void> {}

/** axios rejects with an error that holds the response where there was one. */
function responseOf(error: unknown): AxiosResponse | undefined {
  const { response } = Object(error)
  return typeof response?.status === 'number' ? response : undefined
}
