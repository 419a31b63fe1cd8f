import { asObject, asText, type JsonObject } from '../../internal/json'
import { directMessageText } from '../../mapping/twitter-json'
import {
  type ConversationEvent,
  type EncryptedChatEvent,
  eventArrays,
  type RevokeEvent,
  type TwitterEvent,
} from '../webhook/twitter-events'
import { messageAttachments } from './message-attachments'
import { account, channel, type TwitterAccount, type TwitterActivity } from './twitter-activity'

/** An activity being made: fields are set one by one, which costs a fraction of spreading objects. */
type Draft = { -readonly [Field in keyof TwitterActivity]: TwitterActivity[Field] }

/** An event that X sends in the clear. */
export type PlainEvent = Exclude<TwitterEvent, EncryptedChatEvent>

/** The activity that a bot is given for an event. */
export function toActivity(event: PlainEvent): TwitterActivity {
  switch (event.kind) {
    case 'message':
      return event.byBot ? echoActivity(event) : messageActivity(event)
    case 'typing':
      return draft('typing', event)
    case 'read':
      return readActivity(event)
    case 'revoke':
      return revokeActivity(event)
  }
}

function messageActivity(event: ConversationEvent): TwitterActivity {
  const data = messageData(event)
  const activity = draft('message', event)
  const attachments = messageAttachments(data)
  const answer = asText(asObject(data.quick_reply_response)?.metadata)
  activity.text = directMessageText(data)
  if (event.messageId !== undefined) activity.id = event.messageId
  if (attachments.length > 0) activity.attachments = attachments
  if (answer !== undefined) activity.value = answer
  return activity
}

function echoActivity(event: ConversationEvent): TwitterActivity {
  const data = messageData(event)
  const activity = draft('event', event)
  const text = directMessageText(data)
  const attachments = messageAttachments(data)
  activity.name = 'echo'
  activity.value = attachments.length > 0 ? { text, attachments } : { text }
  if (event.messageId !== undefined) activity.id = event.messageId
  return activity
}

function readActivity(event: ConversationEvent): TwitterActivity {
  const activity = draft('event', event)
  activity.name = 'readReceipt'
  activity.value = event.messageId === undefined ? {} : { lastReadMessageId: event.messageId }
  return activity
}

function revokeActivity({ event, userId, botId }: RevokeEvent): TwitterActivity {
  const activity: Draft = {
    type: 'event',
    name: 'revoke',
    ...channel(userId),
    from: account({ id: userId }, 'user'),
    recipient: account({ id: botId }, 'bot'),
    value: { userId },
    channelData: { user_event: { revoke: event } },
  }
  const date = dateOf(Date.parse(asText(event.date_time) ?? ''))
  if (date !== undefined) activity.timestamp = date
  return activity
}

/** What all activities of a conversation have. */
function draft(type: TwitterActivity['type'], event: ConversationEvent): Draft {
  const { users } = event.surroundings
  const user = participant(event.userId, 'user', users)
  const bot = participant(event.botId, 'bot', users)
  const { channelId, serviceUrl, conversation } = channel(event.userId)
  const activity: Draft = {
    type,
    channelId,
    serviceUrl,
    conversation,
    from: event.byBot ? bot : user,
    recipient: event.byBot ? user : bot,
    channelData: channelDataOf(event),
  }
  const date = dateOf(Number(event.createdAt))
  if (date !== undefined) activity.timestamp = date
  return activity
}

function channelDataOf({ kind, event, surroundings }: ConversationEvent): JsonObject {
  const { account, users, apps } = surroundings
  const body: Record<string, unknown> = {}
  if (account !== undefined) body.for_user_id = account
  body[eventArrays[kind]] = [event]
  if (users !== undefined) body.users = users
  if (apps !== undefined) body.apps = apps
  return body
}

function messageData({ event }: ConversationEvent): JsonObject {
  return asObject(asObject(event.message_create)?.message_data) ?? {}
}

function participant(
  id: string,
  role: TwitterAccount['role'],
  users: JsonObject | undefined,
): TwitterAccount {
  return account({ id, name: asText(asObject(users?.[id])?.name) }, role)
}

function dateOf(ms: number): Date | undefined {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? undefined : date
}
