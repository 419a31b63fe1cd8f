import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../../../internal/json'
import type { StoredChatEvent } from './fake-chat'

/** The webhook's body of an encrypted event, for the bot's account, in the form of the X Activity API. */
export function chatWebhookBody(event: StoredChatEvent, botId: string): JsonObject {
  const { id, senderId, conversationId, encoded, at, keyVersion, keyChange } = event
  return {
    data: {
      event_uuid: randomUUID(),
      filter: { user_id: botId },
      event_type: senderId === botId ? 'chat.sent' : 'chat.received',
      tag: 'bot',
      payload: {
        id,
        created_at_msec: String(at),
        sender_id: senderId,
        conversation_id: conversationId,
        conversation_key_version: keyVersion,
        conversation_token: 'fake-conversation-token',
        encoded_event: encoded,
        ...(keyChange !== undefined && { conversation_key_change_event: keyChange }),
      },
    },
  }
}
