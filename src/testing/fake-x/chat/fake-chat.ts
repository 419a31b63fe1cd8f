import { randomUUID } from 'node:crypto'
import { asObject, asObjects, asText, type JsonObject } from '../../../internal/json'
import { canonicalConversationId, participantsOf } from '../../../twitter/chat/conversation-id'
import { type ApiAnswer, problem } from '../api-answers'
import { FakeChatMedia } from './fake-chat-media'
import {
  actionEvent,
  type ChatFailureName,
  type EventFrame,
  failureEvent,
  messageEvent,
} from './message-event'

/** An event of an encrypted conversation, as X stores and delivers it. */
export interface StoredChatEvent {
  readonly id: string
  readonly senderId: string
  readonly conversationId: string
  readonly encoded: string
  readonly at: number
  readonly keyVersion: string
  /** The change that brought the conversation's present key. */
  readonly keyChange: string | undefined
}

interface Conversation {
  readonly id: string
  readonly events: StoredChatEvent[]
  readonly keyChanges: { readonly version: string; readonly encoded: string }[]
}

/** A request to the API: who asks, and for what. */
export interface ChatRequest {
  readonly method: string
  readonly path: string
  readonly body: JsonObject
  /** The account whose keys the request is signed with. */
  readonly account: string
}

/**
 * X's encrypted chat without sockets: the registry of public keys and the conversations. It holds no private key and
 * reads no message.
 */
export class FakeChat {
  readonly #registry = new Map<string, JsonObject[]>()
  readonly #conversations = new Map<string, Conversation>()
  readonly #failures: { readonly account: string; readonly failure: ChatFailureName }[] = []
  readonly #media = new FakeChatMedia()
  /** Where accounts keep the PIN backup of their keys, as X's `juicebox_config`. */
  backup: JsonObject | undefined
  readonly #onEvent: (event: StoredChatEvent) => void
  #lastSequenceId = 2_080_400_000_000_000_000n

  /** @param onEvent Called with each message and each deletion that was taken. */
  constructor(onEvent: (event: StoredChatEvent) => void) {
    this.#onEvent = onEvent
  }

  /** Answers the account's next message with a failure event in a 201, as X does. */
  refuseNext(account: string, failure: ChatFailureName): void {
    this.#failures.push({ account, failure })
  }

  /** @returns undefined for a path that is not of encrypted chat */
  answer(request: ChatRequest): ApiAnswer | undefined {
    const [, version, kind, ...rest] = request.path.split('/').map(decodeURIComponent)
    if (version !== '2') return undefined
    if (kind === 'users' && rest[1] === 'public_keys') return this.#publicKeys(request, rest[0] ?? '')
    if (kind === 'chat' && rest[0] === 'media') return this.#media.answer(request, rest.slice(1))
    if (kind !== 'chat' || rest[0] !== 'conversations' || rest[1] === undefined) return undefined
    const conversation = this.#conversation(canonicalConversationId(rest[1], request.account))
    const participants: readonly string[] = participantsOf(conversation.id) ?? []
    if (!participants.includes(request.account)) {
      return problem(403, 'Forbidden', 'The account takes no part in the conversation.')
    }
    switch (rest[2]) {
      case 'keys':
        return this.#addKey(conversation, request)
      case 'messages':
        return rest[3] === 'delete'
          ? this.#delete(conversation, request)
          : this.#addMessage(conversation, request)
      case 'events':
        return this.#events(conversation)
      case 'typing':
      case 'read':
        return { status: 200, body: { data: { success: true } } }
      default:
        return undefined
    }
  }

  #publicKeys({ method, body, account }: ChatRequest, userId: string): ApiAnswer {
    const keys = this.#registry.get(userId) ?? []
    if (method === 'GET') {
      const own = account === userId && this.backup !== undefined ? [{ juicebox_config: this.backup }] : []
      return { status: 200, body: { data: [...keys, ...own] } }
    }
    if (account !== userId) return problem(403, 'Forbidden', 'An account registers its own keys only.')
    const key = asObject(body.public_key) ?? {}
    const version = asText(body.version) ?? ''
    const row = { ...key, public_key_version: body.generate_version ? `${version}1` : version }
    this.#registry.set(userId, [...keys, row])
    return { status: 200, body: { data: { public_key_version: row.public_key_version } } }
  }

  #addKey(conversation: Conversation, { body, account }: ChatRequest): ApiAnswer {
    const [action] = asObjects(body.action_signatures)
    if (action === undefined) return problem(400, 'Invalid Request', 'action_signatures is missing.')
    const frame = this.#frame(conversation, account, asText(action.message_id))
    const encoded = actionEvent(frame, action)
    conversation.keyChanges.push({ version: String(body.conversation_key_version), encoded })
    const data = { conversation_id: conversation.id.replace(':', '-'), sequence_id: frame.sequenceId }
    return { status: 200, body: { data } }
  }

  #addMessage(conversation: Conversation, { body, account }: ChatRequest): ApiAnswer {
    const frame = this.#frame(conversation, account, asText(body.message_id))
    const index = this.#failures.findIndex((refusal) => refusal.account === account)
    const [refusal] = index < 0 ? [] : this.#failures.splice(index, 1)
    if (refusal !== undefined) return taken(failureEvent(frame, refusal.failure))
    if (conversation.keyChanges.length === 0) return problem(403, 'Forbidden', 'The conversation has no key.')
    const known = conversation.events.find(({ id }) => id === frame.messageId)
    if (known !== undefined) return taken(known.encoded)
    const encoded = messageEvent(frame, body)
    this.#store(conversation, frame, encoded)
    return taken(encoded)
  }

  #delete(conversation: Conversation, { body, account }: ChatRequest): ApiAnswer {
    const [action = {}] = asObjects(body.action_signatures)
    const frame = this.#frame(conversation, account, asText(action.message_id))
    this.#store(conversation, frame, actionEvent(frame, action))
    return { status: 200, body: { data: { success: true } } }
  }

  #store(conversation: Conversation, frame: EventFrame, encoded: string): void {
    const key = conversation.keyChanges.at(-1)
    const { messageId: id, senderId, conversationId, at } = frame
    const event = {
      id,
      senderId,
      conversationId,
      encoded,
      at,
      keyVersion: key?.version ?? '',
      keyChange: key?.encoded,
    }
    conversation.events.push(event)
    this.#onEvent(event)
  }

  /** Newest first, as X lists them. */
  #events({ events, keyChanges }: Conversation): ApiAnswer {
    const data = events
      .slice(-100)
      .reverse()
      .map(({ id, senderId, conversationId, encoded }) => ({
        id,
        sender_id: senderId,
        conversation_id: conversationId,
        encoded_event: encoded,
        conversation_token: 'fake-conversation-token',
      }))
    const conversation_key_events = keyChanges.map(({ encoded }) => encoded)
    return { status: 200, body: { data, meta: { result_count: data.length, conversation_key_events } } }
  }

  #conversation(id: string): Conversation {
    const known = this.#conversations.get(id)
    if (known !== undefined) return known
    const conversation = { id, events: [], keyChanges: [] }
    this.#conversations.set(id, conversation)
    return conversation
  }

  #frame({ id }: Conversation, senderId: string, messageId = randomUUID() as string): EventFrame {
    this.#lastSequenceId += 1n
    return {
      sequenceId: String(this.#lastSequenceId),
      messageId,
      senderId,
      conversationId: id,
      at: Date.now(),
    }
  }
}

function taken(encoded_message_event: string): ApiAnswer {
  return { status: 201, body: { data: { encoded_message_event } } }
}
