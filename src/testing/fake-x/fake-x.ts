import type { Agent } from 'node:https'
import type { JsonObject } from '../../internal/json'
import { standInAgent } from '../../twitter/api/stand-in-agent'
import type { TwitterApiKeys } from '../../twitter/api/twitter-api'
import { participantsOf } from '../../twitter/chat/conversation-id'
import { keysOf } from './api-keys'
import { type ApiRequestRecord, ApiServer, type BotChat, type Misbehaviour } from './api-server'
import { chatWebhookBody } from './chat/chat-webhook'
import { FakeChat, type StoredChatEvent } from './chat/fake-chat'
import { FakePhone } from './chat/fake-phone'
import type { ChatFailureName } from './chat/message-event'
import { DirectMessageApi, type SentDirectMessage } from './direct-message-api'
import { type FakeUser, messageCreate, webhookBody } from './direct-messages'
import type { UploadedMedia } from './media-uploads'
import type { RateLimitOptions } from './rate-limit'
import { type DeliveredWebhook, WebhookDelivery } from './webhook-delivery'
import { type RegistryLimits, WebhookRegistry } from './webhook-registry'

export interface FakeXOptions {
  /** The id of the bot's account. @default '3805104374' */
  readonly botId?: string
  /** Signs webhooks and challenges. @default 'fake-consumer-secret' */
  readonly consumerSecret?: string
  /** Which of X's two envelopes webhooks have. @default 'account-activity' */
  readonly envelope?: 'account-activity' | 'x-activity'
  /** true: what the bot sends is delivered to its webhook too, as X does. @default true */
  readonly echoes?: boolean
  /** How long it waits before it delivers again, once for each try, in ms. @default [3_000, 27_000, 242_000] */
  readonly retryDelaysMs?: readonly number[]
  /** The time of what is delivered, in ms since 1970, which replays go by. @default Date.now */
  readonly now?: () => number
}

/** A message from a user to the bot. */
export interface UserMessage {
  readonly from: string | FakeUser
  readonly text: string
  /** More of the `message_data`: an attachment, a `quick_reply_response`. */
  readonly data?: JsonObject
  /** The tweet or the welcome message that the user began the conversation from. */
  readonly initiatedVia?: { readonly tweet_id?: string; readonly welcome_message_id?: string }
}

export interface AgentMessage {
  /** The user's id. */
  readonly to: string
  readonly text: string
  /** More of the `message_data`: an attachment. */
  readonly data?: JsonObject
}

/** X's ids hold the time since then, in ms, above 22 bits. */
const X_EPOCH_MS = 1_288_834_974_657
const X_TIME_SHIFT = 22n

/** The app that X's own web client is. */
const WEB_CLIENT_ID = '268278'

/**
 * Stands in for X on loopback: takes direct messages as its API does, and delivers signed webhooks to the bot.
 *
 * @example
 * const x = await FakeX.start()
 * const client = new TwitterApiClient({ ...x.keys, agent: x.agent })
 * const adapter = new TwitterAdapter({ consumerSecret: x.consumerSecret, client })
 * // ... serve adapter.process at url
 * await x.connect(url)
 * await x.receive({ from: '42', text: 'hello' })
 * await adapter.whenIdle()
 * x.sent // what the bot answered
 * await x.close()
 */
export class FakeX {
  readonly botId: string
  readonly consumerSecret: string
  /** The id of the bot's app, in the echoes of what it sends. */
  readonly appId = '8829219'
  /** Of the bot's account; the API refuses others. */
  readonly keys: TwitterApiKeys
  /** What the bot sent, in order. */
  readonly sent: SentDirectMessage[] = []
  readonly #envelope: 'account-activity' | 'x-activity'
  readonly #echoes: boolean
  readonly #closing = new AbortController()
  readonly #delivery: WebhookDelivery
  readonly #echoing = new Set<Promise<unknown>>()
  readonly #api = new DirectMessageApi({
    nextId: () => this.#nextId(),
    onSent: (message) => this.#take(message),
  })
  readonly #chat = new FakeChat((event) => this.#deliverEncrypted(event))
  readonly #registry: WebhookRegistry
  readonly #server: ApiServer
  #agent: Agent | undefined
  /** As X's ids are, of the time at the start: a bot that remembers events of an earlier run knows none of these. */
  #lastId: bigint

  private constructor(options: FakeXOptions) {
    this.#lastId = BigInt(Date.now() - X_EPOCH_MS) << X_TIME_SHIFT
    this.botId = options.botId ?? '3805104374'
    this.consumerSecret = options.consumerSecret ?? 'fake-consumer-secret'
    this.keys = keysOf(this.botId, this.consumerSecret)
    this.#envelope = options.envelope ?? 'account-activity'
    this.#echoes = options.echoes ?? true
    this.#delivery = new WebhookDelivery({
      consumerSecret: this.consumerSecret,
      retryDelaysMs: options.retryDelaysMs ?? [3_000, 27_000, 242_000],
      now: options.now ?? Date.now,
      signal: this.#closing.signal,
    })
    this.#registry = new WebhookRegistry({
      botId: this.botId,
      delivery: this.#delivery,
      now: options.now ?? Date.now,
      nextId: () => this.#nextId(),
    })
    const chat: BotChat = { answer: (request) => this.#chat.answer({ ...request, account: this.botId }) }
    this.#server = new ApiServer({ api: this.#api, chat, registry: this.#registry }, this.keys)
  }

  /** Starts to listen on a free port of 127.0.0.1. */
  static async start(options: FakeXOptions = {}): Promise<FakeX> {
    const x = new FakeX(options)
    await x.#server.listen()
    return x
  }

  /** Where the API listens. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`
  }

  /** Brings what goes to X's addresses here, without TLS: for `TwitterApiClient` or twitter-api-v2's `httpAgent`. */
  get agent(): Agent {
    this.#agent ??= standInAgent(this.#server.port)
    return this.#agent
  }

  /** Every request to the API, those that went wrong included. */
  get requests(): readonly ApiRequestRecord[] {
    return this.#server.requests
  }

  /** The users who were shown that the bot is typing, in order. */
  get typing(): readonly string[] {
    return this.#api.typing
  }

  /** What the bot marked as read. */
  get read(): readonly { readonly eventId: string; readonly recipientId: string }[] {
    return this.#api.read
  }

  get media(): readonly UploadedMedia[] {
    return this.#api.media.finished
  }

  /**
   * Takes the bot's webhook in use, as X does: it must answer the challenge (CRC).
   *
   * @throws Error where it does not
   */
  connect(webhookUrl: string): Promise<void> {
    return this.#delivery.connect(webhookUrl)
  }

  /**
   * Lets a public address lead to a server on this machine, so that a webhook can be registered through the API, with
   * X's rules: https, no port.
   */
  route(publicOrigin: string, localOrigin: string): void {
    this.#registry.route(publicOrigin, localOrigin)
  }

  /** Sets how many webhooks and subscribed accounts the app may have. */
  limitConnections(limits: RegistryLimits): void {
    this.#registry.limits = limits
  }

  /** Marks the registered webhooks invalid: nothing is delivered until they are validated. */
  invalidateWebhooks(): void {
    this.#registry.invalidate()
  }

  /** Resolves once a replay that is under way is through. */
  whenReplayed(): Promise<void> {
    return this.#registry.whenReplayed()
  }

  /** Delivers a user's message to the webhook. Resolves when X would be through with it. */
  receive({ from, text, data = {}, initiatedVia }: UserMessage): Promise<DeliveredWebhook> {
    const user = typeof from === 'string' ? userOf(from) : from
    const event = messageCreate({
      id: this.#nextId(),
      senderId: user.id,
      recipientId: this.botId,
      sentAt: Date.now(),
      data: { text, ...data },
      initiatedVia,
    })
    return this.deliver(this.#bodyOf(event, { user, isEcho: false }))
  }

  /** Delivers the echo of a message that a person wrote in the bot's account, with X's own web client. */
  writeAsAgent({ to, text, data = {} }: AgentMessage): Promise<DeliveredWebhook> {
    const message = { id: this.#nextId(), senderId: this.botId, recipientId: to, sentAt: Date.now() }
    const event = messageCreate({ ...message, data: { text, ...data }, sourceAppId: WEB_CLIENT_ID })
    return this.deliver(this.#bodyOf(event, { user: userOf(to), isEcho: true }))
  }

  /**
   * Registers an account for encrypted chat, with the genuine engine: a user's phone, or the bot's account, whose
   * `blob` and `keyVersion` are what `TwitterAdapter` takes as `chat`. It needs `@xdevplatform/chat-xdk`.
   */
  registerForChat(userId: string): Promise<FakePhone> {
    return FakePhone.register(userId, this.#chat)
  }

  /** Where accounts keep the PIN backup of their keys for encrypted chat: X's `juicebox_config`. */
  backUpChatKeysIn(config: JsonObject): void {
    this.#chat.backup = config
  }

  /** Answers the bot's next encrypted message with a failure event in a 201, as X does. */
  refuseNextChatMessage(failure: ChatFailureName): void {
    this.#chat.refuseNext(this.botId, failure)
  }

  /** Signs a body of any kind and delivers it, again and again until it is answered with 200. */
  deliver(body: object | string): Promise<DeliveredWebhook> {
    return this.#delivery.deliver(typeof body === 'string' ? body : JSON.stringify(body))
  }

  /** Makes the next requests to the API go wrong, one each. */
  misbehave(...misbehaviours: readonly Misbehaviour[]): void {
    this.#server.misbehave(...misbehaviours)
  }

  /** Limits the API's rate from now on; undefined ends that. */
  limitRate(options: RateLimitOptions | undefined): void {
    this.#server.limitRate(options)
  }

  /** The user takes no messages from the bot from now on. */
  closeTo(userId: string): void {
    this.#api.closedTo.add(userId)
  }

  /** Resolves once the echoes of what the bot sent, and encrypted messages, are delivered. */
  async whenEchoed(): Promise<void> {
    while (this.#echoing.size > 0) await Promise.all(this.#echoing)
  }

  /** Ends deliveries and requests that are under way. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#agent?.destroy()
    await this.whenEchoed()
    await this.#server.close()
  }

  #take(message: SentDirectMessage): JsonObject {
    this.sent.push(message)
    const { id, recipientId, data } = message
    const fields = { id, senderId: this.botId, recipientId, sentAt: Date.now(), data }
    if (this.#echoes && this.#delivery.isConnected) {
      const echo = messageCreate({ ...fields, sourceAppId: this.appId })
      this.#deliverLater(this.#bodyOf(echo, { user: userOf(recipientId), isEcho: true }))
    }
    return messageCreate(fields)
  }

  #deliverEncrypted(event: StoredChatEvent): void {
    const isOfBot = participantsOf(event.conversationId)?.includes(this.botId) ?? false
    if (isOfBot && this.#delivery.isConnected) this.#deliverLater(chatWebhookBody(event, this.botId))
  }

  #deliverLater(body: JsonObject): void {
    const delivery = this.deliver(body)
    this.#echoing.add(delivery)
    void delivery.finally(() => this.#echoing.delete(delivery))
  }

  #bodyOf(
    event: JsonObject,
    { user, isEcho }: { readonly user: FakeUser; readonly isEcho: boolean },
  ): JsonObject {
    const users = [user, userOf(this.botId)]
    return webhookBody({ envelope: this.#envelope, botId: this.botId, event, isEcho, users })
  }

  #nextId(): string {
    this.#lastId += 1n
    return String(this.#lastId)
  }
}

function userOf(id: string): FakeUser {
  return { id, name: `User ${id}`, screen_name: `user_${id}` }
}
