import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JsonObject } from '../../internal/json'
import type { TwitterApiKeys } from '../../twitter/api/twitter-api'
import { type ApiAnswer, refusal, write } from './api-answers'
import type { ChatRequest } from './chat/fake-chat'
import type { DirectMessageApi } from './direct-message-api'
import { RateLimit, type RateLimitOptions } from './rate-limit'
import { readFields } from './read-request'
import type { WebhookRegistry } from './webhook-registry'

/**
 * What happens to a request instead of the usual: an answer; `reset`, the connection breaks before X took it; `silence`,
 * X takes it and never answers.
 */
export type Misbehaviour = ApiAnswer | 'reset' | 'silence'

/** Encrypted chat, for requests of the bot's account. */
export interface BotChat {
  /** undefined: the path is not of encrypted chat. */
  answer(request: Omit<ChatRequest, 'account'>): ApiAnswer | undefined
}

/** A request that the API got. */
export interface ApiRequestRecord {
  readonly path: string
  readonly fields: JsonObject
  /** The status it was answered with, where it was. */
  readonly status: number | undefined
}

/** What answers the requests. */
export interface ApiServerParts {
  readonly api: DirectMessageApi
  readonly chat: BotChat
  readonly registry: WebhookRegistry
}

/** Of the app. */
const BEARER_TOKEN = 'fake-bearer-token'

/** The API behind a socket on loopback, with keys, rate limits and injected failures. */
export class ApiServer {
  readonly requests: ApiRequestRecord[] = []
  readonly #misbehaviours: Misbehaviour[] = []
  readonly #api: DirectMessageApi
  readonly #chat: BotChat
  readonly #registry: WebhookRegistry
  readonly #keys: TwitterApiKeys
  readonly #server: Server
  #rateLimit: RateLimit | undefined

  constructor({ api, chat, registry }: ApiServerParts, keys: TwitterApiKeys) {
    this.#api = api
    this.#chat = chat
    this.#registry = registry
    this.#keys = keys
    this.#server = createServer((request, response) => {
      void this.#handle(request, response).catch((error: unknown) => response.destroy(error as Error))
    })
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  misbehave(...misbehaviours: readonly Misbehaviour[]): void {
    this.#misbehaviours.push(...misbehaviours)
  }

  limitRate(options: RateLimitOptions | undefined): void {
    this.#rateLimit = options && new RateLimit(options)
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    const fields = await readFields(request)
    const misbehaviour = this.#misbehaviours.shift()
    if (misbehaviour === 'reset') {
      this.requests.push({ path, fields, status: undefined })
      request.socket.destroy()
      return
    }
    const answer = typeof misbehaviour === 'object' ? misbehaviour : await this.#answer(request, path, fields)
    const isSilent = misbehaviour === 'silence'
    this.requests.push({ path, fields, status: isSilent ? undefined : answer.status })
    if (!isSilent) write(response, answer)
  }

  async #answer(request: IncomingMessage, path: string, fields: JsonObject): Promise<ApiAnswer> {
    if (path === '/oauth2/token')
      return { status: 200, body: { token_type: 'bearer', access_token: BEARER_TOKEN } }
    if (!this.#isAuthorized(request)) return refusal(401, 32, 'Could not authenticate you.')
    const limit = this.#rateLimit?.take(path.replace(/\d{3,}/g, ':id'))
    if (limit?.isExceeded) return { ...refusal(429, 88, 'Rate limit exceeded.'), headers: limit.headers }
    const method = request.method ?? 'GET'
    const known = { method, path, body: fields }
    const answer =
      this.#chat.answer(known) ?? (await this.#registry.answer(known)) ?? this.#api.post(path, fields)
    return { ...answer, headers: { ...answer.headers, ...limit?.headers } }
  }

  /** The keys are compared; the OAuth signature is not checked. */
  #isAuthorized({ headers }: IncomingMessage): boolean {
    const authorization = headers.authorization ?? ''
    if (authorization === `Bearer ${BEARER_TOKEN}`) return true
    return (
      authorization.startsWith('OAuth ') &&
      authorization.includes(`oauth_consumer_key="${this.#keys.appKey}"`) &&
      authorization.includes(`oauth_token="${this.#keys.accessToken}"`)
    )
  }
}
