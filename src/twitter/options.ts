import * as v from 'valibot'
import { ConfigError } from '../errors'
import {
  functionOption,
  objectSuchAs,
  objectWith,
  parseOptions,
  timerMs,
  wholeNumber,
} from '../internal/options'
import type { ChatChannelOptions } from './chat/chat-channel'
import { findChatEngine } from './chat/chat-engine'
import { type ChatOptions, resolveChatOptions } from './chat/chat-options'
import type { Inbox } from './inbox/inbox'
import { MemoryInbox } from './inbox/memory-inbox'
import type { MediaOptions } from './media/load-media'
import type { DirectMessageClient } from './messages/direct-message-client'
import type { AdapterObserver } from './turns/adapter-stats'

/** An account that a bot answers for. */
export interface TwitterBotAccount {
  readonly userId: string
  readonly client: DirectMessageClient
}

export interface TwitterAdapterOptions {
  /**
   * The app's consumer secret ("API key secret"), which X signs webhooks with. Several while it is being replaced:
   * the current one first, since it answers X's challenges (CRC). Add the client secret of OAuth 2.0 where the app has
   * one: X may sign with that as well, in a header of its own.
   */
  readonly consumerSecret: string | readonly string[]
  /**
   * The id of the bot's account. Webhooks mostly name theirs (`for_user_id`); it distinguishes users and bot in those
   * that do not, and is the sender of proactive messages. Events for other accounts are refused, and reported once an
   * account.
   * @default events for every account are handled
   */
  readonly userId?: string
  /** Sends the bot's messages: a `TwitterApiClient`, or your own. Required without `accounts`. */
  readonly client?: DirectMessageClient
  /** Further accounts of the bot, each with the client that sends for it. */
  readonly accounts?: readonly TwitterBotAccount[]
  /**
   * Keeps events until their turns are over: a `SqliteInbox`, a `RedisInbox` of `botbuilder-dashbot/redis`, or your
   * own. It serves one adapter.
   * @default in memory, so that events are lost with the process
   */
  readonly inbox?: Inbox
  /**
   * How long a turn may run, in ms. After it the conversation's next turn begins and `onError` is called; what the
   * late turn sends still works.
   * @default 120_000
   */
  readonly turnTimeoutMs?: number
  /**
   * An inbox that holds as many events takes no more: X gets 503 and delivers again later.
   * @default 2_000 in memory, 50_000 in a durable inbox
   */
  readonly maxPendingEvents?: number
  /** How many turns run at once, each of another conversation. @default 256 */
  readonly maxConcurrency?: number
  /**
   * What becomes of messages that people write in the bot's account: an event activity named `echo`, which
   * `DashbotMiddleware` records as outgoing, or nothing. The bot is not given echoes of what it sent itself, as
   * far as they are known: see `appId`.
   * @default 'event'
   */
  readonly echoes?: 'drop' | 'event'
  /**
   * The id of the bot's app, in X's developer portal. With it a process knows the bot's own echoes from the first one
   * on, also those of messages that other processes sent, or this one before it was started again: set it wherever
   * `echoes` is `'event'`.
   * @default learned from the echo of a message that this process sent; durable inboxes keep it for the others
   */
  readonly appId?: string
  /**
   * Reads and sends encrypted X Chat, beside plain messages: the account's keys. It needs `userId`, and the package
   * `@xdevplatform/chat-xdk`. A preview: not yet run against X.
   * @default encrypted messages are reported to `onError` once a conversation
   */
  readonly chat?: ChatOptions
  /**
   * true: attachments are also fetched from loopback, private and link-local addresses. By default only public ones
   * are reached, so that an address that a user gave cannot send an internal page to X.
   * @default false
   */
  readonly allowPrivateMedia?: boolean
  /** The longest body of a webhook, in bytes. @default 1 MiB */
  readonly maxBodyBytes?: number
  /**
   * How many events the memory inbox remembers, to know those that X delivers again. Durable inboxes remember those
   * of 26 hours.
   * @default 10_000
   */
  readonly rememberedEvents?: number
  /** Watches what `stats()` counts: `openTelemetry()` of `botbuilder-dashbot/opentelemetry`, or your own. */
  readonly observer?: AdapterObserver
  /**
   * Called with errors that reach nobody else: a turn's where the adapter has no `onTurnError` or where that fails,
   * turns that do not end, an inbox that fails.
   * @default console.error
   */
  readonly onError?: (error: unknown) => void
}

const MAX_PENDING_IN_MEMORY = 2_000
const MAX_PENDING_DURABLE = 50_000

const secretRule = "the app's consumer secret (its API key secret), or a list of several"
const userIdRule = "the digits of the account's id, in a string"
const appIdRule = "the digits of the app's id, in a string"
const secret = v.pipe(v.string(secretRule), v.nonEmpty(secretRule))
const userIdOption = v.pipe(v.string(userIdRule), v.digits(userIdRule))
const clientOption = objectWith<DirectMessageClient>('send', 'sendTyping', 'markRead')

const schema = v.strictObject({
  consumerSecret: v.union([secret, v.pipe(v.tupleWithRest([secret], secret), v.readonly())], secretRule),
  userId: v.optional(userIdOption),
  client: v.optional(clientOption),
  accounts: v.optional(
    v.pipe(
      v.array(v.strictObject({ userId: userIdOption, client: clientOption }), 'a list of { userId, client }'),
      v.readonly(),
    ),
    [],
  ),
  inbox: v.optional(
    objectSuchAs<Inbox>("new SqliteInbox({ path: 'inbox.db' })", 'open', 'add', 'next', 'settle', 'close'),
  ),
  turnTimeoutMs: v.optional(timerMs(1), 120_000),
  maxPendingEvents: v.optional(wholeNumber(1)),
  maxConcurrency: v.optional(wholeNumber(1), 256),
  echoes: v.optional(v.picklist(['drop', 'event'], "'drop' or 'event'"), 'event'),
  appId: v.optional(v.pipe(v.string(appIdRule), v.digits(appIdRule))),
  chat: v.optional(v.looseObject({}, 'an object with keys and keyVersion')),
  allowPrivateMedia: v.optional(v.boolean('true or false'), false),
  maxBodyBytes: v.optional(wholeNumber(1), 1_048_576),
  rememberedEvents: v.optional(wholeNumber(1)),
  observer: v.optional(objectWith<AdapterObserver>('watchAdapter')),
  onError: v.optional(functionOption<(error: unknown) => void>()),
})

/** The key of the client that sends for accounts whose ids are not known. */
export const ANY_ACCOUNT = ''

export interface ResolvedAdapterOptions {
  readonly consumerSecrets: readonly [string, ...string[]]
  /** By the id of the account that they send for; `ANY_ACCOUNT` where the options name none. */
  readonly clients: ReadonlyMap<string, DirectMessageClient>
  readonly userId: string | undefined
  readonly inbox: Inbox
  readonly turnTimeoutMs: number
  readonly maxPendingEvents: number
  readonly maxConcurrency: number
  readonly echoes: 'drop' | 'event'
  readonly appId?: string | undefined
  readonly media: MediaOptions
  readonly maxBodyBytes: number
  /** undefined: the adapter cannot read encrypted messages. */
  readonly chat: ChatChannelOptions | undefined
  readonly observer?: AdapterObserver | undefined
  /** Never throws. */
  readonly onError: (error: unknown) => void
}

/** @throws ConfigError that names the option at fault */
export function resolveAdapterOptions(owner: string, options: TwitterAdapterOptions): ResolvedAdapterOptions {
  const {
    consumerSecret,
    userId,
    client,
    accounts,
    inbox,
    chat,
    allowPrivateMedia,
    maxPendingEvents,
    rememberedEvents,
    onError,
    ...others
  } = parseOptions(owner, schema, options)
  if (inbox !== undefined && rememberedEvents !== undefined) {
    throw new ConfigError(
      'rememberedEvents',
      `${owner}: rememberedEvents is for the memory inbox: leave it out beside inbox`,
    )
  }
  const isDurable = inbox?.durable ?? false
  const media = { allowsPrivate: allowPrivateMedia }
  return {
    ...others,
    userId,
    clients: clientsOf(owner, { userId, client, accounts }),
    chat: chat && resolveChat(owner, { chat, userId, client, inbox, media }),
    media,
    consumerSecrets: typeof consumerSecret === 'string' ? [consumerSecret] : consumerSecret,
    inbox: inbox ?? new MemoryInbox({ rememberedEvents: rememberedEvents ?? 10_000 }),
    maxPendingEvents: maxPendingEvents ?? (isDurable ? MAX_PENDING_DURABLE : MAX_PENDING_IN_MEMORY),
    onError: quietly(onError ?? ((error) => console.error(`${owner}:`, error))),
  }
}

interface ClientParts {
  readonly userId: string | undefined
  readonly client: DirectMessageClient | undefined
  readonly accounts: readonly TwitterBotAccount[]
}

function clientsOf(
  owner: string,
  { userId, client, accounts }: ClientParts,
): Map<string, DirectMessageClient> {
  if (client === undefined && accounts.length === 0) {
    throw new ConfigError(
      'client',
      `${owner}: client is missing: pass one that sends for the account, such as new TwitterApiClient(keys), or accounts`,
    )
  }
  if (client !== undefined && userId === undefined && accounts.length > 0) {
    throw new ConfigError(
      'userId',
      `${owner}: userId is missing: beside accounts, client needs the id of its own`,
    )
  }
  const clients = new Map(accounts.map((account) => [account.userId, account.client]))
  if (clients.size < accounts.length || (userId !== undefined && clients.has(userId))) {
    throw new ConfigError('accounts', `${owner}: accounts must name each account once`)
  }
  return client === undefined ? clients : clients.set(userId ?? ANY_ACCOUNT, client)
}

interface ChatParts {
  readonly chat: object
  readonly userId: string | undefined
  readonly client: DirectMessageClient | undefined
  readonly inbox: Inbox | undefined
  readonly media: MediaOptions
}

function resolveChat(
  owner: string,
  { chat, userId, client: plain, inbox, media }: ChatParts,
): ChatChannelOptions {
  const { client = plain?.chat, keyStore = inbox?.keyStore, ...others } = resolveChatOptions(owner, chat)
  if (userId === undefined) {
    throw new ConfigError('userId', `${owner}: userId is missing: chat needs the id of the bot's account`)
  }
  if (client === undefined) {
    throw new ConfigError(
      'chat.client',
      `${owner}: chat.client is missing: pass an XChatClient, or a TwitterApiClient as client`,
    )
  }
  findChatEngine()
  return { userId, client, keyStore, media, ...others }
}

/** Neither an exception nor a rejection of a user's callback comes through. */
function quietly(callback: (error: unknown) => unknown): (error: unknown) => void {
  const failed = (failure: unknown, error: unknown) =>
    console.error('onError failed:', failure, 'It was called with:', error)
  return (error) => {
    try {
      const result = callback(error)
      if (result instanceof Promise) result.catch((failure: unknown) => failed(failure, error))
    } catch (failure) {
      failed(failure, error)
    }
  }
}
