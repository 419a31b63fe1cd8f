import { Readable } from 'node:stream'
import type { AxiosResponse } from 'axios'
import type { DashbotError } from '../errors'
import { HttpTransport } from '../transports/http/http-transport'
import { createNodeAxios } from '../transports/http/node-axios'
import type { SendOptions, Transport } from '../transports/transport'
import type { Envelope } from '../wire/envelope'
import type { Answers } from './answers'

export interface AnsweringTransportOptions {
  readonly apiKey: string
  /** Where to post to, the path included. */
  readonly urlRoot: string
  readonly timeoutMs: number
  readonly answers: Answers
}

/** How many connections may be open. */
const MAX_SOCKETS = 64

/** Posts each envelope, and resolves the promise of the tracker's answer. The answer has no address, since the key is in it. */
export class AnsweringTransport implements Transport {
  readonly #http: HttpTransport
  readonly #answers: Answers
  readonly #closeSockets: () => Promise<void>

  constructor({ apiKey, urlRoot, timeoutMs, answers }: AnsweringTransportOptions) {
    const { origin } = new URL(urlRoot)
    const { axios, close } = createNodeAxios(MAX_SOCKETS)
    this.#answers = answers
    this.#http = new HttpTransport({ apiKey, serverRoot: origin, timeoutMs, axios })
    this.#closeSockets = close
    axios.interceptors.request.use((config) => {
      config.url = String(config.url).replace(`${origin}/track`, () => urlRoot)
      return config
    })
    axios.interceptors.response.use((response) => {
      const [read, given] = Readable.toWeb(response.data).tee()
      const id = response.config.headers.get('Idempotency-Key')
      answers.came(String(id), answerOf(response, given as ReadableStream))
      return { ...response, data: read }
    })
  }

  async send(envelope: Envelope, options: SendOptions): Promise<void> {
    try {
      await this.#http.send(envelope, options)
    } catch (error) {
      this.#answers.failed(envelope.id, error as DashbotError)
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#http.close()
    await this.#closeSockets()
  }
}

const statusesWithoutBody: ReadonlySet<number> = new Set([204, 205, 304])

/** As fetch gives it, also while the body is still on its way. */
function answerOf({ status, statusText, headers }: AxiosResponse, body: ReadableStream): Response {
  const given = statusesWithoutBody.has(status) ? null : body
  return new Response(given, { status, statusText, headers: Object.entries(headers) as [string, string][] })
}
