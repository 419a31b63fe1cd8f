import { asList, asObject, asObjects, asText, type JsonObject } from '../../internal/json'
import { canonicalConversationId, peerOf } from '../chat/conversation-id'
import type { EncryptedEvent } from '../chat/encrypted-event'
import { asId, InexactIdError, parseExactly } from '../ids'
import { flatMessages } from './flat-event'

/** Parts of the webhook's body that describe an event further, in the form of the AAA. */
export interface Surroundings {
  /** The account that the webhook is for. */
  readonly account: string | undefined
  readonly users: JsonObject | undefined
  readonly apps: JsonObject | undefined
}

/** Something that happened between the bot's account and a user. */
export interface ConversationEvent {
  readonly kind: 'message' | 'typing' | 'read'
  /** The bot's own account did it: the echo of a message, or a human at work in the account. */
  readonly byBot: boolean
  readonly botId: string
  /** The participant who is not the bot. */
  readonly userId: string
  /** Of a message its own id, of a read receipt that of the last message read. */
  readonly messageId: string | undefined
  /** When it happened, in ms since 1970, as X gives it: a string. */
  readonly createdAt: string | undefined
  /** The event as X sent it. */
  readonly event: JsonObject
  readonly surroundings: Surroundings
  /** The same for each delivery of the event; undefined where X sent nothing that identifies it. */
  readonly key: string | undefined
}

/** An account took back the access that it gave to the app. */
export interface RevokeEvent {
  readonly kind: 'revoke'
  readonly botId: string
  readonly userId: string
  readonly event: JsonObject
  readonly key: string | undefined
}

/** Something encrypted in X Chat: all that is known of it before it is decrypted is what X says. */
export interface EncryptedChatEvent {
  readonly kind: 'chat'
  readonly byBot: boolean
  readonly botId: string
  /** The participant who is not the bot, or the group. */
  readonly userId: string
  readonly event: EncryptedEvent
  readonly key: string | undefined
}

export type TwitterEvent = ConversationEvent | RevokeEvent | EncryptedChatEvent

const kinds = ['message', 'typing', 'read'] as const

/** The array of a body that holds the events of a kind. */
export const eventArrays = {
  message: 'direct_message_events',
  typing: 'direct_message_indicate_typing_events',
  read: 'direct_message_mark_read_events',
} as const

export interface EnvelopeContext {
  /** The bot's accounts, for a body that does not name the one that it is for. */
  readonly accounts: readonly string[]
  /** Called with the name of what should have yielded an event, and did not. */
  readonly onUnread?: (what: string) => void
}

/**
 * The events of a webhook's body, in its order, whichever of X's envelopes it has. What is not an event of a
 * conversation (posts, follows) yields nothing.
 *
 * @returns undefined where the text is not a JSON object.
 */
export function readEnvelope(json: string, context: EnvelopeContext): readonly TwitterEvent[] | undefined {
  const body = parseObject(json)
  if (body === undefined) return undefined
  try {
    return eventsOf(body, context)
  } catch (error) {
    if (!(error instanceof InexactIdError)) throw error
    return eventsOf(asObject(parseExactly(json)) ?? {}, context)
  }
}

function parseObject(json: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(json))
  } catch {
    return undefined
  }
}

function eventsOf(body: JsonObject, context: EnvelopeContext): TwitterEvent[] {
  const data = body.data ?? undefined
  const envelopes = data === undefined ? [body] : asObjects([data].flat())
  if (envelopes.some(({ event_type }) => event_type !== undefined)) {
    return envelopes.flatMap((envelope) => activityApiEvents(envelope, context))
  }
  const revoke = asObject(asObject(body.user_event)?.revoke)
  if (revoke !== undefined) {
    const userId = asId(asObject(revoke.source)?.user_id)
    return revokeEvent(revoke, userId, asId(body.for_user_id) ?? accountOf(userId, context.accounts))
  }
  const account = asId(body.for_user_id)
  return conversationEvents(
    body,
    { account, users: asObject(body.users), apps: asObject(body.apps) },
    context,
  )
}

function activityApiEvents(envelope: JsonObject, context: EnvelopeContext): TwitterEvent[] {
  const type = asText(envelope.event_type) ?? ''
  let isReported = false
  const onUnread = (what: string): void => {
    isReported = true
    context.onUnread?.(what)
  }
  const events = eventsOfType(type, envelope, { ...context, onUnread })
  if (events.length === 0 && !isReported && /^(?:dm|chat)\./.test(type)) onUnread(type)
  return events
}

function eventsOfType(type: string, envelope: JsonObject, context: EnvelopeContext): TwitterEvent[] {
  const payload = asObject(envelope.payload) ?? {}
  const account = asId(asObject(envelope.filter)?.user_id)
  const bot = account ?? (context.accounts.length === 1 ? context.accounts[0] : undefined)
  const surroundings = { account, users: flatUsers(asObject(payload.users)), apps: asObject(payload.apps) }
  switch (type) {
    case 'dm.received':
    case 'dm.sent':
    case 'dm.read':
    case 'dm.indicate_typing': {
      const { messages, hasGroups } = flatMessages(payload, bot)
      if (hasGroups) context.onUnread?.(`${type} of a group (only conversations of two are handled)`)
      const body = messages.length > 0 ? { direct_message_events: messages } : payload
      const events = conversationEvents(body, surroundings, context)
      return type === 'dm.sent' ? events.map((event) => ({ ...event, byBot: true })) : events
    }
    case 'chat.received':
    case 'chat.sent':
      return chatEvents(payload, bot, type === 'chat.sent')
    case 'oauth.revoke': {
      const userId = asId(payload.user_id)
      return revokeEvent(payload, userId, account ?? accountOf(userId, context.accounts))
    }
    default:
      return []
  }
}

/** X's token for the conversation (a JWT) and the keys that it sends along are left out. */
function chatEvents(payload: JsonObject, botId: string | undefined, byBot: boolean): EncryptedChatEvent[] {
  const encodedEvent = asText(payload.encoded_event)
  const conversation = asId(payload.conversation_id)
  const senderId = asId(payload.sender_id)
  if (encodedEvent === undefined || conversation === undefined || senderId === undefined) return []
  if (botId === undefined) return []
  const conversationId = canonicalConversationId(conversation, botId)
  const id = asId(payload.id)
  const event = {
    conversationId,
    senderId,
    encodedEvent,
    keyChange: asText(payload.conversation_key_change_event),
  }
  const userId = peerOf(conversationId, botId)
  return [{ kind: 'chat', byBot, botId, userId, event, key: id && `${botId} chat ${id}` }]
}

/** The bot's account that a revocation is about: who revokes is one of them, where they are known. */
function accountOf(userId: string | undefined, accounts: readonly string[]): string | undefined {
  return accounts.find((id) => id === userId) ?? accounts[0]
}

function revokeEvent(event: JsonObject, userId: string | undefined, botId = userId): RevokeEvent[] {
  if (userId === undefined || botId === undefined) return []
  const date = asText(event.date_time)
  return [{ kind: 'revoke', botId, userId, event, key: date && `revoke ${userId} ${date}` }]
}

function conversationEvents(
  body: JsonObject,
  surroundings: Surroundings,
  { accounts, onUnread }: EnvelopeContext,
): ConversationEvent[] {
  const events: ConversationEvent[] = []
  for (const kind of kinds) {
    for (const item of asList(body[eventArrays[kind]])) {
      const event = conversationEvent(kind, asObject(item), surroundings, accounts)
      if (event !== undefined) events.push(event)
      else onUnread?.(eventArrays[kind])
    }
  }
  return events.length > 1 ? events.map(withOwnUsers) : events
}

function conversationEvent(
  kind: ConversationEvent['kind'],
  event: JsonObject | undefined,
  surroundings: Surroundings,
  accounts: readonly string[],
): ConversationEvent | undefined {
  const exchange = kind === 'message' ? asObject(event?.message_create) : event
  const sender = asId(exchange?.sender_id)
  const recipient = asId(asObject(exchange?.target)?.recipient_id)
  if (event === undefined || sender === undefined || recipient === undefined) return undefined
  const botId = surroundings.account ?? botAmong(accounts, sender, recipient)
  const messageId = asId(kind === 'read' ? event.last_read_event_id : event.id)
  const createdAt = asId(event.created_timestamp)
  return {
    kind,
    byBot: sender === botId && (surroundings.account !== undefined || !answersQuickReply(exchange)),
    botId,
    userId: sender === botId ? recipient : sender,
    messageId,
    createdAt,
    event,
    surroundings,
    key:
      kind === 'message'
        ? messageId && `${botId} ${messageId}`
        : createdAt && `${botId} ${kind} ${sender} ${createdAt}`,
  }
}

/** Who is the bot where the body does not say which account it is for. */
function botAmong(accounts: readonly string[], sender: string, recipient: string): string {
  const [only, ...others] = accounts
  if (only !== undefined && others.length === 0) return only
  return accounts.includes(sender) ? sender : recipient
}

/**
 * Only users answer quick replies, whoever the event says sent it: Dashbot's own sample has the ids reversed. Where
 * the body names its account, the sender decides.
 */
function answersQuickReply(exchange: JsonObject | undefined): boolean {
  return asObject(asObject(exchange?.message_data)?.quick_reply_response) !== undefined
}

/** The XAA wraps each user in `data`. */
function flatUsers(users: JsonObject | undefined): JsonObject | undefined {
  if (users === undefined) return undefined
  return Object.fromEntries(
    Object.entries(users).map(([id, user]) => [id, asObject(asObject(user)?.data) ?? user]),
  )
}

/** An event that came with others keeps those of the users and apps that it names. */
function withOwnUsers(event: ConversationEvent): ConversationEvent {
  const { account, users, apps } = event.surroundings
  const app = asId(asObject(event.event.message_create)?.source_app_id)
  return {
    ...event,
    surroundings: {
      account,
      users: only(users, [event.userId, event.botId]),
      apps: app === undefined ? undefined : only(apps, [app]),
    },
  }
}

function only(entries: JsonObject | undefined, keys: readonly string[]): JsonObject | undefined {
  if (entries === undefined) return undefined
  const known = keys.filter((key) => Object.hasOwn(entries, key))
  return Object.fromEntries(known.map((key) => [key, entries[key]]))
}
