import type { ServerResponse } from 'node:http'
import { callSafely } from '../delivery/call-safely'
import { emptyResponse } from '../internal/nothing-sent'
import { waitTimeout } from '../internal/wait-options'
import type { ActivityLike } from '../mapping/activity-like'
import { continuation } from './activities/continuation'
import { toActivity } from './activities/to-activity'
import {
  account,
  type ReferenceLike,
  type TwitterAccount,
  type TwitterActivity,
} from './activities/twitter-activity'
import { isChatActivity } from './chat/chat-conversation'
import type { AttachedMedium } from './chat/chat-media'
import { EncryptedConversations } from './chat/encrypted-conversations'
import type { InboxTurn } from './inbox/inbox'
import type { Media } from './messages/direct-message-client'
import { Indicators, isIndicator } from './messages/indicators'
import { DirectMessageError } from './messages/message-error'
import { Sender, type SentResource } from './messages/sender'
import { ANY_ACCOUNT, resolveAdapterOptions, type TwitterAdapterOptions } from './options'
import type { AdapterStats } from './turns/adapter-stats'
import type { RunTurn } from './turns/callers'
import { Deadline } from './turns/deadline'
import { type ClosedAdapter, TurnRunner } from './turns/turn-runner'
import { callExchange, type WebhookCall } from './webhook/call-exchange'
import type { Answer, Reception } from './webhook/exchange'
import { type FetchRequest, fetchExchange, toResponse } from './webhook/fetch-exchange'
import { NodeExchange, nodeResponse, writeAnswer } from './webhook/node-exchange'
import { OwnEchoes } from './webhook/own-echoes'
import type { WebhookRequest, WrappedReply, WrappedRequest } from './webhook/read-body'
import type { ConversationEvent, TwitterEvent } from './webhook/twitter-events'
import { Webhook } from './webhook/webhook'

export interface AdapterCloseOptions {
  /** How long closing may take, in ms. @default 5_000 */
  readonly timeoutMs?: number | undefined
}

const CLOSE_TIMEOUT_MS = 5_000
/** X waits 10 s for an answer. In ms. */
const ANSWER_WITHIN_MS = 8_000

/** What the adapters of both bot frameworks share: all but the framework's own classes. */
export class TwitterChannel {
  /** The bot's account, where the options name it. */
  readonly bot: TwitterAccount | undefined
  readonly #webhook: Webhook
  readonly #turns: TurnRunner
  /** By the account that they send for. */
  readonly #senders = new Map<string, Sender>()
  readonly #chat: EncryptedConversations
  readonly #echoes: OwnEchoes
  readonly #indicators: Indicators
  readonly #isDurable: boolean
  readonly #turnTimeoutMs: number
  readonly #owner: string
  readonly #onError: (error: unknown) => void
  #closed: Promise<ClosedAdapter> | undefined

  /**
   * @param owner Named in errors.
   * @throws ConfigError where an option is missing, unknown or wrong
   */
  constructor(owner: string, options: TwitterAdapterOptions) {
    const { clients, userId, chat, appId, media, observer, ...others } = resolveAdapterOptions(owner, options)
    const accounts = [...clients.keys()].filter((id) => id !== ANY_ACCOUNT)
    this.bot = userId === undefined ? undefined : account({ id: userId }, 'bot')
    this.#chat = new EncryptedConversations({ channel: chat, onError: others.onError })
    this.#turns = new TurnRunner({ ...others, toActivity: (turn) => this.#activityOf(turn) })
    this.#webhook = new Webhook({ ...others, accounts, turns: this.#turns, chat: this.#chat })
    this.#echoes = new OwnEchoes(appId === undefined ? { store: others.inbox.appIdStore } : { appId })
    for (const [id, client] of clients)
      this.#senders.set(id, new Sender(client, { echoes: this.#echoes, media }))
    this.#indicators = new Indicators(others.onError)
    this.#owner = owner
    this.#onError = others.onError
    this.#isDurable = others.inbox.durable
    this.#turnTimeoutMs = others.turnTimeoutMs
    if (observer !== undefined) callSafely(() => observer.watchAdapter(() => this.stats()))
  }

  /** Answers once the events are kept; resolves when their turns are over. Never rejects. */
  async process(
    request: WebhookRequest | WrappedRequest,
    response: ServerResponse | WrappedReply,
    runTurn: RunTurn,
  ): Promise<void> {
    const { answer, over } = await this.#webhook.receive(new NodeExchange(request), runTurn)
    writeAnswer(nodeResponse(response), answer)
    await over
  }

  /** Resolves to the answer when the turns are over, or cannot be waited for any longer. Never rejects. */
  async handle(call: WebhookCall, runTurn: RunTurn): Promise<Answer> {
    return this.#answerAfterTurns(await this.#webhook.receive(callExchange(call), runTurn))
  }

  /** As `handle`. */
  async fetch(request: FetchRequest, runTurn: RunTurn): Promise<Response> {
    return toResponse(
      await this.#answerAfterTurns(await this.#webhook.receive(fetchExchange(request), runTurn)),
    )
  }

  resume(runTurn: RunTurn): void {
    this.#turns.resume(runTurn)
  }

  stats(): AdapterStats {
    return this.#turns.stats()
  }

  whenIdle(): Promise<void> {
    return this.#turns.whenIdle()
  }

  /** The first call decides on the time. Wrong options go to `onError`. */
  close(options?: AdapterCloseOptions): Promise<ClosedAdapter> {
    this.#closed ??= this.#turns.close(
      waitTimeout(`${this.#owner}.close`, options, { defaultMs: CLOSE_TIMEOUT_MS, onError: this.#onError }),
    )
    return this.#closed
  }

  /** In order. Indicators are no reason that a message is not sent, or late. */
  async send(activities: readonly ActivityLike[]): Promise<SentResource[]> {
    const sent: SentResource[] = []
    for (const activity of activities) {
      if (!isIndicator(activity)) sent.push(await this.#sendOne(activity))
      else {
        await this.#indicators.show(() => this.#sendOne(activity))
        sent.push(emptyResponse())
      }
    }
    return sent
  }

  openMedia(attachment: AttachedMedium): Promise<Media> {
    return this.#chat.openMedia(attachment)
  }

  continuation(reference: ReferenceLike): TwitterActivity {
    return continuation(reference, this.bot?.id)
  }

  /** The account that begins conversations: the one named, else that of the options. */
  botFor(accountId: string | undefined): TwitterAccount | undefined {
    return accountId === undefined ? this.bot : account({ id: accountId }, 'bot')
  }

  /** For its account, and on the stack of its conversation: encrypted or plain. */
  async #sendOne(activity: ActivityLike): Promise<SentResource> {
    return isChatActivity(activity)
      ? this.#chat.send(activity)
      : this.#senderFor(activity.from?.id).send(activity)
  }

  #senderFor(accountId = ANY_ACCOUNT): Sender {
    const sender = this.#senders.get(accountId) ?? this.#senders.get(ANY_ACCOUNT)
    if (sender !== undefined) return sender
    throw new DirectMessageError(
      `No client sends for ${accountId === ANY_ACCOUNT ? 'a message without an account' : `account ${accountId}`}: name one of the adapter's accounts, as in adapter.conversationWith(userId, accountId).`,
    )
  }

  /** What a durable inbox keeps need not be waited for beyond X's time. */
  async #answerAfterTurns({ answer, over }: Reception): Promise<Answer> {
    if (over === undefined) return answer
    const deadline = new Deadline(this.#isDurable ? ANSWER_WITHIN_MS : this.#turnTimeoutMs)
    await deadline.race(over)
    deadline.clear()
    return answer
  }

  #activityOf({ event: kept, key }: InboxTurn): TwitterActivity | Promise<TwitterActivity | undefined> {
    const event = kept as object as TwitterEvent
    if (event.kind === 'chat') return this.#chat.read(event.event, key)
    return event.kind === 'message' && event.byBot ? this.#echoOf(event) : toActivity(event)
  }

  /** Undefined for the echo of what the bot itself sent. */
  async #echoOf(event: ConversationEvent): Promise<TwitterActivity | undefined> {
    return (await this.#echoes.includes(event)) ? undefined : toActivity(event)
  }
}
