import type { JsonObject } from '../../internal/json'
import type { DirectMessage } from './direct-message'

/** A message as v1.1 of X's API takes it and webhooks bring it: the `message_data` of an event. */
export function toMessageData({
  text,
  quickReplies,
  callToActions,
  mediaId,
}: Omit<DirectMessage, 'recipientId'>): JsonObject {
  return {
    ...(text !== undefined && { text }),
    ...(quickReplies && { quick_reply: { type: 'options', options: quickReplies } }),
    ...(callToActions && { ctas: callToActions.map((action) => ({ type: 'web_url', ...action })) }),
    ...(mediaId !== undefined && { attachment: { type: 'media', media: { id: mediaId } } }),
  }
}

export interface Sent {
  readonly message: DirectMessage
  readonly id: string
  readonly botId: string | undefined
  /** In ms since 1970. */
  readonly sentAt: number
}

/** The event of a message, for when X does not return it: in the form of a webhook's. */
export function sentEvent({ message, id, botId, sentAt }: Sent): JsonObject {
  return {
    type: 'message_create',
    id,
    created_timestamp: String(sentAt),
    message_create: {
      target: { recipient_id: message.recipientId },
      ...(botId !== undefined && { sender_id: botId }),
      message_data: toMessageData(message),
    },
  }
}
