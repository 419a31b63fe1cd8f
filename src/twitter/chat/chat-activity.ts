import { asList, asObject, asText, type JsonObject } from '../../internal/json'
import {
  account,
  type TwitterAccount,
  type TwitterActivity,
  type TwitterAttachment,
} from '../activities/twitter-activity'
import { XCHAT } from './chat-conversation'
import type { EngineEvent } from './chat-engine'
import { XChatError } from './chat-error'
import { chatMediaUrl } from './chat-media'
import { participantsOf, peerOf } from './conversation-id'

const imageTypes: Readonly<Record<string, string>> = {
  image: 'image/jpeg',
  gif: 'image/gif',
  video: 'video/mp4',
  audio: 'audio/mpeg',
}

/**
 * The activity of a decrypted and verified event.
 *
 * @param botId The account that the adapter has keys of.
 * @throws {XChatError} for a content that is not known here
 */
export function chatActivity(event: EngineEvent, botId: string): TwitterActivity {
  const conversationId = event.conversationId ?? ''
  const senderId = event.senderId ?? ''
  if (event.type === 'messageDeleted') {
    const [first] = asList(event.messageIds)
    return { ...draft(event, botId, 'messageDelete'), id: asText(first) ?? event.id ?? '' }
  }
  const content = asObject(event.content) ?? {}
  switch (contentType(content)) {
    case 'text':
      return senderId === botId ? echo(event, content, botId) : message(event, content, botId)
    case 'edit': {
      const text = asText(content.new_text ?? content.newText) ?? ''
      return {
        ...draft(event, botId, 'messageUpdate'),
        id: targetOf(content) ?? event.id ?? '',
        text,
        channelData: channelData(event, botId, text),
      }
    }
    case 'reaction':
      return { ...reaction(event, content, botId), reactionsAdded: [{ type: emojiOf(content) }] }
    case 'reactionRemoved':
    case 'reaction_removed':
      return { ...reaction(event, content, botId), reactionsRemoved: [{ type: emojiOf(content) }] }
    default:
      throw new XChatError(
        'unreadable',
        `An encrypted message has a content of the kind ${contentType(content)}.`,
        { conversationId },
      )
  }
}

function message(event: EngineEvent, content: JsonObject, botId: string): TwitterActivity {
  const text = asText(content.text) ?? ''
  const attachments = mediaOf(event)
  const repliedTo = asText(previewOf(content)?.replyingToMessageId)
  return {
    ...draft(event, botId, 'message'),
    id: event.id ?? '',
    text,
    ...(attachments.length > 0 && { attachments }),
    ...(repliedTo !== undefined && { replyToId: repliedTo }),
    channelData: channelData(event, botId, text),
  }
}

/** What a person wrote in the bot's account. */
function echo(event: EngineEvent, content: JsonObject, botId: string): TwitterActivity {
  const text = asText(content.text) ?? ''
  const attachments = mediaOf(event)
  return {
    ...draft(event, botId, 'event'),
    name: 'echo',
    id: event.id ?? '',
    value: attachments.length > 0 ? { text, attachments } : { text },
    channelData: channelData(event, botId, text),
  }
}

function reaction(event: EngineEvent, content: JsonObject, botId: string): TwitterActivity {
  const target = targetOf(content)
  return {
    ...draft(event, botId, 'messageReaction'),
    id: event.id ?? '',
    ...(target !== undefined && { replyToId: target }),
  }
}

function draft(event: EngineEvent, botId: string, type: TwitterActivity['type']): TwitterActivity {
  const conversationId = event.conversationId ?? ''
  const isGroup = participantsOf(conversationId) === undefined
  const byBot = event.senderId === botId
  const peer = peerOf(conversationId, botId)
  const user: TwitterAccount = account({ id: byBot ? peer : (event.senderId ?? '') }, 'user')
  const bot = account({ id: botId }, 'bot')
  const at = new Date(Number(event.createdAtMsec))
  return {
    type,
    channelId: 'twitter',
    serviceUrl: 'https://api.x.com',
    ...(Number.isNaN(at.getTime()) ? {} : { timestamp: at }),
    from: byBot ? bot : user,
    recipient: byBot ? user : bot,
    conversation: { id: isGroup ? conversationId : peer, isGroup, conversationType: XCHAT },
    channelData: { for_user_id: botId, x_chat: position(event) },
  }
}

/** The message in the form of a plain one, and where it stands. Never ciphertext, tokens, signatures or keys. */
function channelData(event: EngineEvent, botId: string, text: string): JsonObject {
  const senderId = event.senderId ?? ''
  const peer = peerOf(event.conversationId ?? '', botId)
  return {
    for_user_id: botId,
    direct_message_events: [
      {
        type: 'message_create',
        id: event.id,
        created_timestamp: String(event.createdAtMsec),
        message_create: {
          target: { recipient_id: senderId === botId ? peer : botId },
          sender_id: senderId,
          message_data: { text },
        },
      },
    ],
    x_chat: position(event),
  }
}

function position({ conversationId, sequenceId }: EngineEvent): JsonObject {
  return { conversation_id: conversationId, sequence_id: sequenceId }
}

function mediaOf(event: EngineEvent): readonly TwitterAttachment[] {
  const attachments: TwitterAttachment[] = []
  for (const entry of asList(event.attachments)) {
    const media = asObject(entry)
    const hashKey = asText(media?.mediaHashKey)
    if (media === undefined || hashKey === undefined) continue
    const name = asText(media.filename)
    attachments.push({
      contentType: imageTypes[asText(media.mediaType) ?? ''] ?? 'application/octet-stream',
      contentUrl: chatMediaUrl({
        conversationId: event.conversationId ?? '',
        mediaHashKey: hashKey,
        keyVersion: event.keyVersion ?? '',
      }),
      ...(name !== undefined && { name }),
      content: { mediaHashKey: hashKey, dimensions: media.dimensions, filesizeBytes: media.filesizeBytes },
    })
  }
  return attachments
}

/** The engine's declared names and those that it has at run time differ: both are read. */
function contentType(content: JsonObject): string {
  return asText(content.content_type ?? content.contentType) ?? 'unknown'
}

/** The sequence id of the message that an edit or a reaction is about. */
function targetOf(content: JsonObject): string | undefined {
  return asText(content.target_message_id ?? content.targetMessageId)
}

function emojiOf(content: JsonObject): string {
  return asText(content.emoji) ?? ''
}

function previewOf(content: JsonObject): JsonObject | undefined {
  return asObject(content.replying_to_preview ?? content.replyingToPreview)
}
