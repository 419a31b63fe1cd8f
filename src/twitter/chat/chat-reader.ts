import { isError } from '../../errors'
import type { ChatClient } from './chat-client'
import type { ChatEngine, ConversationKeys, EngineEvent, SigningKey } from './chat-engine'
import { XChatError } from './chat-error'
import { canonicalConversationId, participantsOf, peerOf } from './conversation-id'
import type { KnownConversationKeys } from './conversation-keys'
import type { EncryptedEvent } from './encrypted-event'
import type { EngineTurns } from './engine-turns'
import type { PublicKeys } from './public-keys'
import { toVerifiedEvent, type VerifiedEvent } from './verified-event'

/** Conversations whose last change of the key is remembered. */
const MAX_CHANGES = 10_000

export interface ChatReaderParts {
  readonly userId: string
  readonly engine: ChatEngine
  readonly turns: EngineTurns
  readonly client: Pick<ChatClient, 'events'>
  readonly publicKeys: PublicKeys
  readonly conversationKeys: KnownConversationKeys
}

/** Decrypts events and verifies who signed them; fetches the keys that this takes. */
export class ChatReader {
  readonly #parts: ChatReaderParts
  /** Requests for a conversation's keys that are under way. */
  readonly #fetching = new Map<string, Promise<ConversationKeys>>()

  /** The change of its key that each conversation learned last: X repeats it with every event. */
  readonly #learned = new Map<string, string>()

  constructor(parts: ChatReaderParts) {
    this.#parts = parts
  }

  /**
   * The decrypted and verified event: its sender, conversation and id are the signed ones, not the webhook's.
   *
   * @throws XChatError where it cannot be read, or is not what it claims to be
   */
  async read(encrypted: EncryptedEvent): Promise<VerifiedEvent> {
    const conversationId = canonicalConversationId(encrypted.conversationId, this.#parts.userId)
    const decrypted = await this.#decrypt({ ...encrypted, conversationId })
    const event = toVerifiedEvent(decrypted)
    if (event === undefined) {
      const what = `An encrypted event of the kind ${decrypted.type} was not understood.`
      throw new XChatError('unreadable', what, { conversationId })
    }
    if (canonicalConversationId(event.conversationId, this.#parts.userId) !== conversationId) {
      const what = 'An encrypted message was signed for another conversation.'
      throw new XChatError('other_conversation', what, { conversationId })
    }
    return event
  }

  /** Applies changes of a conversation's key that its participants signed, and returns the keys; others are passed over. */
  async learn(conversationId: string, events: readonly string[]): Promise<ConversationKeys> {
    if (events.length === 0) return {}
    const { engine, turns, userId, conversationKeys } = this.#parts
    const members = participantsOf(conversationId) ?? [userId]
    const signing = await this.#signingKeys(members)
    const { conversationKeys: learned } = await turns.run(() => engine.decryptEvents(events, signing))
    await conversationKeys.add(conversationId, learned.keys)
    return learned.keys
  }

  /** To learn a key change takes the engine more time than to read a message. */
  async #learnOnce(conversationId: string, keyChange: string): Promise<void> {
    if (this.#learned.get(conversationId) === keyChange) return
    const learned = await this.learn(conversationId, [keyChange])
    if (Object.keys(learned).length === 0) return
    if (this.#learned.size >= MAX_CHANGES) this.#learned.clear()
    this.#learned.set(conversationId, keyChange)
  }

  /** The keys of a conversation, those of X's latest events included. Asked for at once, X is asked once. */
  fetchKeys(conversationId: string): Promise<ConversationKeys> {
    const running = this.#fetching.get(conversationId)
    if (running !== undefined) return running
    const fetching = this.#fetchKeys(conversationId).finally(() => this.#fetching.delete(conversationId))
    this.#fetching.set(conversationId, fetching)
    return fetching
  }

  /** X lists key changes apart, or among the events: those are looked through only where the list brings nothing. */
  async #fetchKeys(conversationId: string): Promise<ConversationKeys> {
    const { client, userId, conversationKeys } = this.#parts
    const page = await client.events(peerOf(conversationId, userId))
    const before = Object.keys(await conversationKeys.of(conversationId)).length
    await this.learn(conversationId, page.keyChanges)
    const keys = await conversationKeys.of(conversationId)
    if (Object.keys(keys).length > before) return keys
    await this.learn(conversationId, page.events)
    return conversationKeys.of(conversationId)
  }

  async #decrypt(event: EncryptedEvent): Promise<EngineEvent> {
    const { conversationId, senderId, keyChange } = event
    const { conversationKeys, publicKeys } = this.#parts
    if (keyChange !== undefined) await this.#learnOnce(conversationId, keyChange)
    let keys = await conversationKeys.of(conversationId)
    const first = await this.#attempt(event, keys)
    if (!isError(first)) return first
    if (isMissingKey(first)) {
      keys = await this.fetchKeys(conversationId)
      const second = await this.#attempt(event, keys)
      if (!isError(second)) return second
      if (isMissingKey(second)) throw faultOf(second, conversationId)
    }
    const isNew = await publicKeys.refresh(senderId)
    const last = isNew ? await this.#attempt(event, keys) : first
    if (isError(last)) throw faultOf(last, conversationId)
    return last
  }

  /** With the sender's keys only: the engine checks the binding of each key that it is given. */
  async #attempt(
    { encodedEvent, senderId }: EncryptedEvent,
    keys: ConversationKeys,
  ): Promise<EngineEvent | Error> {
    const { engine, turns } = this.#parts
    const signing = await this.#signingKeys([senderId])
    return turns.run(() => {
      try {
        return engine.decryptEvent(encodedEvent, keys, signing)
      } catch (error) {
        return isError(error) ? error : new Error(String(error))
      }
    })
  }

  async #signingKeys(userIds: readonly string[]): Promise<readonly SigningKey[]> {
    const lists = await Promise.all(userIds.map((id) => this.#parts.publicKeys.signingKeys(id)))
    return lists.flat()
  }
}

function isMissingKey(error: Error): boolean {
  return /no matching key found/i.test(error.message)
}

/** The engine's messages hold ids and versions only, but are its own: they stay in `cause`. */
function faultOf(cause: Error, conversationId: string): XChatError {
  const options = { conversationId, cause }
  if (isMissingKey(cause)) {
    return new XChatError('no_conversation_key', 'An encrypted message has no key that reads it.', options)
  }
  if (/signature|signing/i.test(cause.message)) {
    return new XChatError('unverified', 'The signature of an encrypted message was not verified.', options)
  }
  return new XChatError('unreadable', 'An encrypted message could not be decrypted.', options)
}
