import { asText, type JsonObject } from '../../internal/json'
import { nativeButtons } from './button'
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

/** The event of a message, for when X does not return it: in the form of a webhook's, so with its text escaped. */
export function sentEvent({ message, id, botId, sentAt }: Sent): JsonObject {
  const { text, ...others } = toMessageData(message)
  return {
    type: 'message_create',
    id,
    created_timestamp: String(sentAt),
    message_create: {
      target: { recipient_id: message.recipientId },
      ...(botId !== undefined && { sender_id: botId }),
      message_data: typeof text === 'string' ? { text: escaped(text), ...others } : others,
    },
  }
}

/** true where the message has the text and the buttons of `message_data` that a bot wrote, and no medium. */
export function isSameMessage(message: DirectMessage, data: JsonObject): boolean {
  const { recipientId: _, ...sent } = message
  const { quickReplies, callToActions } = nativeButtons(data)
  const given = {
    ...(asText(data.text) !== undefined && { text: asText(data.text) as string }),
    ...(quickReplies.length > 0 && { quickReplies }),
    ...(callToActions.length > 0 && { callToActions }),
  }
  return JSON.stringify(toMessageData(sent)) === JSON.stringify(toMessageData(given))
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
