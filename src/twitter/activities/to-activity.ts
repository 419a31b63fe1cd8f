import { asObject, asText, type JsonObject } from '../json'
import { type ConversationEvent, eventArrays, type RevokeEvent, type TwitterEvent } from '../webhook/envelope'
import { account } from './continuation'
import { messageAttachments } from './message-attachments'
import { messageText } from './message-text'
import { channel, type TwitterAccount, type TwitterActivity } from './twitter-activity'

/** The activity that a bot is given for an event. */
export function toActivity(event: TwitterEvent): TwitterActivity {
  if (event.kind === 'revoke') return revokeActivity(event)
  const common = commonFields(event)
  if (event.kind === 'typing') return { type: 'typing', ...common }
  if (event.kind === 'read') {
    const value = event.messageId === undefined ? {} : { lastReadMessageId: event.messageId }
    return { type: 'event', name: 'readReceipt', ...common, value }
  }
  const data = asObject(asObject(event.event.message_create)?.message_data) ?? {}
  const text = messageText(data)
  const attachments = messageAttachments(data)
  const attached = attachments.length > 0 && { attachments }
  if (event.byBot) return { type: 'event', name: 'echo', ...common, value: { text, ...attached } }
  const answer = asText(asObject(data.quick_reply_response)?.metadata)
  return {
    type: 'message',
    ...common,
    text,
    ...attached,
    ...(answer !== undefined && { value: answer }),
  }
}

type CommonFields = Omit<TwitterActivity, 'type'>

function commonFields(event: ConversationEvent): CommonFields {
  const { kind, byBot, messageId, surroundings } = event
  const user = participant(event.userId, 'user', surroundings.users)
  const bot = participant(event.botId, 'bot', surroundings.users)
  const { for_user_id, ...others } = surroundings
  return {
    ...(kind === 'message' && messageId !== undefined && { id: messageId }),
    ...timestamp(Number(event.createdAt)),
    ...channel(event.userId),
    from: byBot ? bot : user,
    recipient: byBot ? user : bot,
    channelData: {
      ...(for_user_id !== undefined && { for_user_id }),
      [eventArrays[kind]]: [event.event],
      ...others,
    },
  }
}

function revokeActivity({ event, userId, botId }: RevokeEvent): TwitterActivity {
  return {
    type: 'event',
    name: 'revoke',
    ...timestamp(Date.parse(asText(event.date_time) ?? '')),
    ...channel(userId),
    from: { id: userId, role: 'user' },
    recipient: { id: botId, role: 'bot' },
    value: { userId },
    channelData: { user_event: { revoke: event } },
  }
}

function participant(
  id: string,
  role: TwitterAccount['role'],
  users: JsonObject | undefined,
): TwitterAccount {
  return account({ id, name: asText(asObject(users?.[id])?.name) }, role)
}

function timestamp(ms: number): { readonly timestamp?: Date } {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? {} : { timestamp: date }
}
