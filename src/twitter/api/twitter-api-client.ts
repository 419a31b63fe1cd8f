import { asObject } from '../../internal/json'
import type { ChatClient } from '../chat/chat-client'
import { XChatClient } from '../chat/x-chat-client'
import { type Clock, systemClock } from '../clock'
import { asId } from '../ids'
import type { DirectMessage } from '../messages/direct-message'
import type { DirectMessageClient, Media, SentMessage } from '../messages/direct-message-client'
import { limits } from '../messages/limits'
import { DirectMessageError } from '../messages/message-error'
import { toMessageData } from '../messages/sent-event'
import { splitText } from '../messages/split-text'
import { resolveApiOptions, type TwitterApiClientOptions } from './client-options'
import { mediaCategory, mediaType } from './media-type'
import { Requests } from './requests'
import type { ApiResponse, PostOptions, TwitterApiLike } from './twitter-api'
import { TwitterApiError } from './twitter-api-error'
import { withoutButtons } from './without-buttons'

/** Direct messages through X's API, by the package `twitter-api-v2`. */
export class TwitterApiClient implements DirectMessageClient {
  readonly #api: TwitterApiLike
  readonly #isV2: boolean
  readonly #timeout: number
  readonly #requests: Requests
  readonly #chatOptions: TwitterApiClientOptions
  #chat: ChatClient | undefined

  /**
   * @throws ConfigError where an option is missing, unknown or wrong
   * @throws MissingPeerError where `twitter-api-v2` is not installed
   */
  constructor(options: TwitterApiClientOptions, clock: Clock = systemClock) {
    const { api, version, timeoutMs, maxRateLimitWaitMs } = resolveApiOptions(options)
    this.#api = api
    this.#isV2 = version === 'v2'
    this.#timeout = timeoutMs
    this.#requests = new Requests({ maxRateLimitWaitMs, clock })
    this.#chatOptions = { api, timeoutMs, maxRateLimitWaitMs }
  }

  /** X's endpoints of encrypted chat, with the same keys. */
  get chat(): ChatClient {
    this.#chat ??= new XChatClient(this.#chatOptions)
    return this.#chat
  }

  /** @throws TwitterApiError */
  send(message: DirectMessage): Promise<SentMessage> {
    return this.#isV2 ? this.#sendByV2(message) : this.#sendByV1(message)
  }

  /** Does not wait for a rate limit to end: by then the bot may have answered. @throws TwitterApiError */
  async sendTyping(recipientId: string): Promise<void> {
    if (this.#isV2) return
    const body = { recipient_id: recipientId }
    await this.#requests.run({
      action: 'show that the bot is typing',
      isRepeatable: true,
      isMomentary: true,
      post: () => this.#api.v1.post('direct_messages/indicate_typing.json', body, this.#options('url')),
    })
  }

  /** Does not wait for a rate limit to end: the next one covers this one. @throws TwitterApiError */
  async markRead(eventId: string, recipientId: string): Promise<void> {
    if (this.#isV2) {
      throw new DirectMessageError("v2 of X's API marks no messages as read: use the option version: 'v1.1'.")
    }
    const body = { last_read_event_id: eventId, recipient_id: recipientId }
    await this.#requests.run({
      action: 'mark a message as read',
      isRepeatable: true,
      isMomentary: true,
      post: () => this.#api.v1.post('direct_messages/mark_read.json', body, this.#options('url')),
    })
  }

  /**
   * By v2 of the API in either version: X has closed v1.1's upload.
   *
   * @throws DirectMessageError where X takes no media of this type
   * @throws TwitterApiError
   */
  async upload({ bytes, contentType }: Media): Promise<string> {
    const media_type = mediaType(contentType)
    const media_category = mediaCategory(media_type)
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const { data } = await this.#requests.run({
      action: 'take a medium',
      isRepeatable: true,
      post: async () => ({
        data: await this.#api.v2.uploadMedia(buffer, { media_type, media_category }),
        headers: {},
      }),
    })
    return String(data)
  }

  async #sendByV1({ recipientId, ...message }: DirectMessage): Promise<SentMessage> {
    const event = {
      type: 'message_create',
      message_create: { target: { recipient_id: recipientId }, message_data: toMessageData(message) },
    }
    const { data } = await this.#send(() =>
      this.#api.v1.post('direct_messages/events/new.json', { event }, this.#options('json')),
    )
    const sent = asObject(asObject(data)?.event)
    return { id: sentId(sent?.id), ...(sent !== undefined && { event: sent }) }
  }

  /** The lines for the buttons may need another message. */
  async #sendByV2(message: DirectMessage): Promise<SentMessage> {
    const { recipientId, mediaId } = message
    const parts: Part[] = splitText(withoutButtons(message), limits.text).map((text) => ({ text }))
    const last = { ...parts.pop(), ...(mediaId !== undefined && { mediaId }) }
    const earlier: SentMessage[] = []
    try {
      for (const part of parts) earlier.push(await this.#sendPart(recipientId, part))
      const sent = await this.#sendPart(recipientId, last)
      return earlier.length > 0 ? { ...sent, earlier } : sent
    } catch (error) {
      throw earlier.length > 0 ? Object.assign(Object(error), { earlier }) : error
    }
  }

  async #sendPart(recipientId: string, { text, mediaId }: Part): Promise<SentMessage> {
    const path = `dm_conversations/with/${encodeURIComponent(recipientId)}/messages`
    const body = {
      ...(text !== undefined && { text }),
      ...(mediaId !== undefined && { attachments: [{ media_id: mediaId }] }),
    }
    const { data } = await this.#send(() => this.#api.v2.post(path, body, this.#options('json')))
    const id = sentId(asObject(asObject(data)?.data)?.dm_event_id)
    return {
      id,
      instead: {
        recipientId,
        ...(text !== undefined && { text }),
        ...(mediaId !== undefined && { mediaId }),
      },
    }
  }

  #send(post: () => Promise<ApiResponse>): Promise<ApiResponse> {
    return this.#requests.run({ action: 'send a direct message', isRepeatable: false, post })
  }

  #options(forceBodyMode: PostOptions['forceBodyMode']): PostOptions {
    return { fullResponse: true, forceBodyMode, timeout: this.#timeout }
  }
}

type Part = Pick<DirectMessage, 'text' | 'mediaId'>

function sentId(id: unknown): string {
  const known = asId(id)
  if (known !== undefined) return known
  throw new TwitterApiError('X took a direct message, but returned no id.', {
    remedy: 'Look at the conversation before you send it again.',
    isPossiblySent: true,
  })
}
