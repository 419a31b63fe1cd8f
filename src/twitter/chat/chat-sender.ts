import { asObject, asText, type JsonObject } from '../../internal/json'
import { emptyResponse } from '../../internal/nothing-sent'
import type { ActivityLike } from '../../mapping/activity-like'
import { withoutButtons } from '../api/without-buttons'
import { systemClock } from '../clock'
import { loadMedia, type MediaOptions } from '../media/load-media'
import { limits } from '../messages/limits'
import { DirectMessageError } from '../messages/message-error'
import { planMessages } from '../messages/plan-messages'
import type { SentResource } from '../messages/sender'
import { sentEvent } from '../messages/sent-event'
import { splitText } from '../messages/split-text'
import type { ChatClient } from './chat-client'
import type { ChatContent, ChatPoster, QuotedMessage } from './chat-poster'
import { canonicalConversationId } from './conversation-id'

export interface ChatSenderParts {
  readonly userId: string
  readonly client: Pick<ChatClient, 'sendTyping' | 'markRead'>
  readonly poster: ChatPoster
  readonly media: MediaOptions
}

/** Carries out what a bot sends in encrypted conversations. */
export class ChatSender {
  readonly #parts: ChatSenderParts

  constructor(parts: ChatSenderParts) {
    this.#parts = parts
  }

  /**
   * Sends one activity: the texts and media of a message, with its buttons as lines; typing; a read receipt; or waits.
   *
   * @param onId Called with the id of each message before it goes out.
   * @throws XChatError where X refuses it, or the user has not registered
   * @throws DirectMessageError where the activity cannot be a message
   */
  async send(activity: ActivityLike, onId: (id: string) => void): Promise<SentResource> {
    const conversation = conversationOf(activity)
    switch (activity.type) {
      case 'message': {
        const id = await this.#sendMessages(conversation, activity, onId)
        return id === undefined ? emptyResponse() : { id }
      }
      case 'typing':
        await this.#parts.client.sendTyping(conversation)
        return emptyResponse()
      case 'event':
        if (activity.name === 'markRead') await this.#markRead(conversation, activity)
        return emptyResponse()
      case 'delay':
        await systemClock.wait(Number(activity.value) || 0)
        return emptyResponse()
      default:
        return emptyResponse()
    }
  }

  async #markRead(conversation: string, activity: ActivityLike): Promise<void> {
    const sequenceId = asText(activity.value)
    if (sequenceId === undefined) {
      throw new DirectMessageError(
        'markRead in an encrypted conversation needs a sequence id as its value: channelData.x_chat.sequence_id of the last message read.',
      )
    }
    await this.#parts.client.markRead(conversation, sequenceId)
  }

  /** Each message gets its `id` and the events that went out as soon as these are known. */
  async #sendMessages(
    conversation: string,
    activity: ActivityLike,
    onId: (id: string) => void,
  ): Promise<string | undefined> {
    const { userId, poster, media } = this.#parts
    const conversationId = canonicalConversationId(conversation, userId)
    const events: JsonObject[] = []
    const repliesTo = quotedIn(activity)
    let lastId: string | undefined
    for await (const content of contentsOf(activity, media)) {
      const isFirst = lastId === undefined
      lastId = await poster.post(
        conversationId,
        { ...content, ...(isFirst && repliesTo && { repliesTo }) },
        onId,
      )
      const message = { recipientId: conversation, text: content.text }
      events.push(sentEvent({ message, id: lastId, botId: userId, sentAt: Date.now() }))
      activity.id = lastId
      activity.channelData = {
        ...asObject(activity.channelData),
        direct_message_events: events,
        x_chat: { conversation_id: conversationId },
      }
    }
    return lastId
  }
}

/** The lines for the buttons may need another message. */
async function* contentsOf(activity: ActivityLike, mediaOptions: MediaOptions): AsyncGenerator<ChatContent> {
  for (const { media, ...planned } of planMessages(activity, { canUpload: true })) {
    const texts = splitText(withoutButtons({ recipientId: '', ...planned }), limits.text)
    for (const text of texts.slice(0, -1)) yield { text }
    const text = texts.at(-1) ?? ''
    yield media === undefined ? { text } : { text, media: await loadMedia(media, mediaOptions) }
  }
}

/**
 * The message that `channelData.x_chat.reply_to` names. `replyToId` does not say it: botbuilder sets that on every
 * answer.
 */
function quotedIn({ channelData }: ActivityLike): QuotedMessage | undefined {
  const given = asObject(asObject(channelData)?.x_chat)?.reply_to
  if (given === undefined || given === null) return undefined
  const { sequence_id, sender_id, text } = asObject(given) ?? {}
  const sequenceId = asText(sequence_id)
  const senderId = asText(sender_id)
  if (!sequenceId || !senderId) {
    throw new DirectMessageError(
      'channelData.x_chat.reply_to needs sequence_id and sender_id, of the message that is replied to, and its text.',
    )
  }
  return { sequenceId, senderId, text: asText(text) ?? '' }
}

function conversationOf({ conversation, recipient }: ActivityLike): string {
  const id = conversation?.id ?? recipient?.id
  if (id === undefined) {
    throw new DirectMessageError('The activity has neither a conversation nor a recipient.')
  }
  return id
}
