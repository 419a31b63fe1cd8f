import type { JsonObject } from '../../internal/json'
import { account, type TwitterActivity, type TwitterAttachment } from '../activities/twitter-activity'
import { XCHAT } from './chat-conversation'
import { XChatError } from './chat-error'
import { chatMediaUrl } from './chat-media'
import { participantsOf, peerOf } from './conversation-id'
import type { VerifiedEvent } from './verified-event'

const contentTypes: Readonly<Record<string, string>> = {
  image: 'image/jpeg',
  gif: 'image/gif',
  video: 'video/mp4',
  audio: 'audio/mpeg',
}

/**
 * The activity of a verified event.
 *
 * @param botId The account that the adapter has keys of.
 * @throws XChatError for a content that is not known here
 */
export function chatActivity(event: VerifiedEvent, botId: string): TwitterActivity {
  switch (event.kind) {
    case 'text':
      return event.senderId === botId ? echo(event, botId) : message(event, botId)
    case 'edit':
      return {
        ...draft(event, botId, 'messageUpdate'),
        id: event.target,
        text: event.text,
        channelData: channelData(event, botId),
      }
    case 'deleted':
      return { ...draft(event, botId, 'messageDelete'), id: event.target }
    case 'reaction':
      return { ...reaction(event, botId), reactionsAdded: [{ type: event.emoji }] }
    case 'reactionRemoved':
      return { ...reaction(event, botId), reactionsRemoved: [{ type: event.emoji }] }
    default:
      throw new XChatError('unreadable', `An encrypted message has a content of the kind ${event.kind}.`, {
        conversationId: event.conversationId,
      })
  }
}

function message(event: VerifiedEvent, botId: string): TwitterActivity {
  const attachments = event.media.map((medium) => attachment(event, medium))
  return {
    ...draft(event, botId, 'message'),
    id: event.id,
    text: event.text,
    ...(attachments.length > 0 && { attachments }),
    ...(event.repliesTo !== '' && { replyToId: event.repliesTo }),
    channelData: channelData(event, botId),
  }
}

/** What a person wrote in the bot's account. */
function echo(event: VerifiedEvent, botId: string): TwitterActivity {
  const attachments = event.media.map((medium) => attachment(event, medium))
  return {
    ...draft(event, botId, 'event'),
    name: 'echo',
    id: event.id,
    value: { text: event.text, ...(attachments.length > 0 && { attachments }) },
    channelData: channelData(event, botId),
  }
}

function reaction(event: VerifiedEvent, botId: string): TwitterActivity {
  return { ...draft(event, botId, 'messageReaction'), id: event.id, replyToId: event.target }
}

function draft(event: VerifiedEvent, botId: string, type: TwitterActivity['type']): TwitterActivity {
  const { conversationId, senderId, at } = event
  const isGroup = participantsOf(conversationId) === undefined
  const byBot = senderId === botId
  const peer = peerOf(conversationId, botId)
  const user = account({ id: byBot ? peer : senderId }, 'user')
  const bot = account({ id: botId }, 'bot')
  return {
    type,
    channelId: 'twitter',
    serviceUrl: 'https://api.x.com',
    ...(Number.isFinite(at) && { timestamp: new Date(at) }),
    from: byBot ? bot : user,
    recipient: byBot ? user : bot,
    conversation: { id: isGroup ? conversationId : peer, isGroup, conversationType: XCHAT },
    channelData: { for_user_id: botId, x_chat: position(event) },
  }
}

/** The message in the form of a plain one, and where it stands. Never ciphertext, tokens, signatures or keys. */
function channelData(event: VerifiedEvent, botId: string): JsonObject {
  const { id, senderId, conversationId, at, text } = event
  const recipient_id = senderId === botId ? peerOf(conversationId, botId) : botId
  const message_create = { target: { recipient_id }, sender_id: senderId, message_data: { text } }
  return {
    for_user_id: botId,
    direct_message_events: [{ type: 'message_create', id, created_timestamp: String(at), message_create }],
    x_chat: position(event),
  }
}

function position({ conversationId, sequenceId }: VerifiedEvent): JsonObject {
  return { conversation_id: conversationId, sequence_id: sequenceId }
}

function attachment(
  { conversationId, keyVersion }: VerifiedEvent,
  { hashKey, type, name, details }: VerifiedEvent['media'][number],
): TwitterAttachment {
  return {
    contentType: contentTypes[type] ?? 'application/octet-stream',
    contentUrl: chatMediaUrl({ conversationId, mediaHashKey: hashKey, keyVersion }),
    ...(name !== undefined && { name }),
    content: details,
  }
}
