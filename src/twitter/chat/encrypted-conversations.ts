import type { ActivityLike } from '../../mapping/activity-like'
import type { TwitterActivity } from '../activities/twitter-activity'
import { SeenEvents } from '../inbox/seen-events'
import type { Media } from '../messages/direct-message-client'
import type { SentResource } from '../messages/sender'
import type { ChatChannel, ChatChannelOptions } from './chat-channel'
import { XChatError } from './chat-error'
import type { AttachedMedium } from './chat-media'
import type { EncryptedEvent } from './encrypted-event'

/** Conversations of which it is remembered what was reported. */
const REMEMBERED_REPORTS = 10_000

export interface EncryptedConversationsOptions {
  /** undefined: the adapter has no `chat` option. */
  readonly channel: ChatChannelOptions | undefined
  readonly onError: (error: unknown) => void
}

/**
 * The adapter's side of X Chat: loads the engine at the first need, and reports once a conversation what cannot be
 * read.
 */
export class EncryptedConversations {
  readonly #options: EncryptedConversationsOptions
  readonly #reported = new SeenEvents(REMEMBERED_REPORTS)
  #opening: Promise<ChatChannel> | undefined

  constructor(options: EncryptedConversationsOptions) {
    this.#options = options
  }

  /** false: the adapter has no keys of the account. */
  reads(accountId: string): boolean {
    return this.#options.channel?.userId === accountId
  }

  /**
   * The activity of an encrypted event; undefined where it was read before or can never be read, which is reported to
   * `onError`. Rejects where it may be read later: X cannot be reached, or the adapter has other keys than the account.
   *
   * @param key The event's in the inbox.
   */
  async read(event: EncryptedEvent, key: string): Promise<TwitterActivity | undefined> {
    try {
      const channel = await this.#open()
      return await channel.read(event, key)
    } catch (error) {
      if (!(error instanceof XChatError) || error.fault === 'keys_replaced') throw error
      this.#report(error, event.conversationId)
      return undefined
    }
  }

  /** Reports an event for an account that the adapter has no keys of. */
  refuse(accountId: string, { conversationId }: EncryptedEvent): void {
    this.#report(this.#withoutKeys(accountId, conversationId), conversationId)
  }

  /** Sends one activity. @throws XChatError where X refuses it, or the adapter has no keys */
  async send(activity: ActivityLike): Promise<SentResource> {
    const accountId = activity.from?.id
    if (accountId !== undefined && !this.reads(accountId)) throw this.#withoutKeys(accountId, undefined)
    const channel = await this.#open()
    return channel.send(activity)
  }

  /** The bytes of an encrypted attachment. */
  async openMedia(attachment: AttachedMedium): Promise<Media> {
    const channel = await this.#open()
    return channel.openMedia(attachment)
  }

  /** Tried again at the next event where it fails. */
  #open(): Promise<ChatChannel> {
    const { channel } = this.#options
    if (channel === undefined) return Promise.reject(noKeys(undefined))
    this.#opening ??= load(channel)
    const opening = this.#opening
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined
    })
    return opening
  }

  /** Only one account of an adapter has keys. */
  #withoutKeys(accountId: string, conversationId: string | undefined): XChatError {
    const { channel } = this.#options
    if (channel === undefined) return noKeys(conversationId)
    return new XChatError(
      'no_keys',
      `An encrypted conversation (X Chat) is of account ${accountId}, and the adapter's chat has the keys of ${channel.userId}.`,
      {
        conversationId,
        remedy: 'It needs an adapter of its own, with its userId and chat, behind a webhook of its own.',
      },
    )
  }

  #report(error: XChatError, conversationId: string): void {
    if (this.#reported.add(`${error.fault} ${conversationId}`)) this.#options.onError(error)
  }
}

async function load(options: ChatChannelOptions): Promise<ChatChannel> {
  const { ChatChannel: Channel } = await import('./chat-channel.js')
  return Channel.open(options)
}

function noKeys(conversationId: string | undefined): XChatError {
  return new XChatError('no_keys', 'An encrypted message (X Chat) came, and the adapter cannot read it.', {
    conversationId,
  })
}
