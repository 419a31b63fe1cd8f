import type { JsonObject } from '../../internal/json'
import type { Media } from '../messages/direct-message-client'
import type { ChatClient } from './chat-client'
import type { ChatEngine, EncryptedMessage, KeyChange } from './chat-engine'
import { XChatError } from './chat-error'
import { failureOf, isKeyFailure } from './chat-failure'
import type { ChatReader } from './chat-reader'
import { peerOf } from './conversation-id'
import { type CurrentKey, currentKey, type KnownConversationKeys } from './conversation-keys'
import type { EngineTurns } from './engine-turns'
import type { PublicKeys } from './public-keys'

/** What one encrypted message says. */
export interface ChatContent {
  readonly text: string
  readonly media?: Media
  /** The message that it is a reply to, as a swipe is. */
  readonly repliesTo?: QuotedMessage
}

/** What the engine needs to show the message that was replied to. */
export interface QuotedMessage {
  readonly sequenceId: string
  readonly senderId: string
  readonly text: string
}

export interface ChatPosterParts {
  readonly userId: string
  readonly engine: ChatEngine
  readonly turns: EngineTurns
  readonly client: ChatClient
  readonly reader: ChatReader
  readonly publicKeys: PublicKeys
  readonly conversationKeys: KnownConversationKeys
}

/** Encrypts messages under the conversation's latest key and posts them; begins conversations that have none. */
export class ChatPoster {
  readonly #parts: ChatPosterParts
  /** Conversations whose new key is under way. */
  readonly #beginning = new Map<string, Promise<CurrentKey>>()

  constructor(parts: ChatPosterParts) {
    this.#parts = parts
  }

  /**
   * Posts a message; a second time under a newer key, where X says that the key is not the latest.
   *
   * @param onId Called with the message's id before it goes out.
   * @returns the message's id
   * @throws XChatError where X refuses it, or the user has not registered
   */
  async post(conversationId: string, content: ChatContent, onId: (id: string) => void): Promise<string> {
    const key = (await this.#knownKey(conversationId)) ?? (await this.#beginConversation(conversationId))
    const first = await this.#postUnder(key, conversationId, content, onId)
    if (typeof first === 'string') return first
    if (!isKeyFailure(first)) throw first
    this.#parts.publicKeys.forget(peerOf(conversationId, this.#parts.userId))
    const newer = currentKey(await this.#parts.reader.fetchKeys(conversationId))
    const isNewer = newer !== undefined && newer.conversationKeyVersion !== key.conversationKeyVersion
    const otherKey = isNewer ? newer : await this.#beginConversation(conversationId)
    const second = await this.#postUnder(otherKey, conversationId, content, onId)
    if (typeof second === 'string') return second
    throw second
  }

  /** @returns the message's id, or the failure that X answered with */
  async #postUnder(
    key: CurrentKey,
    conversationId: string,
    { text, media, repliesTo }: ChatContent,
    onId: (id: string) => void,
  ): Promise<string | XChatError> {
    const { engine, turns, client, userId } = this.#parts
    const attachments = media === undefined ? [] : [await this.#upload(conversationId, media, key)]
    const message = { conversationId, text, ...key, ...(attachments.length > 0 && { attachments }) }
    const encrypted = await turns.run(() =>
      repliesTo === undefined
        ? engine.encryptMessage(message)
        : engine.encryptReply({ ...message, ...quoted(repliesTo) }),
    )
    onId(encrypted.messageId)
    const event = await client.sendMessage(peerOf(conversationId, userId), messageBody(encrypted))
    return (await this.#failureIn(conversationId, event)) ?? encrypted.messageId
  }

  async #upload(conversationId: string, { bytes, contentType }: Media, key: CurrentKey): Promise<JsonObject> {
    const { engine, turns, client } = this.#parts
    const encrypted = await turns.run(() => engine.encryptStream(bytes, key.conversationKey))
    const media_hash_key = await client.uploadMedia(conversationId, encrypted)
    const dimensions = await turns.run(() => engine.dimensionsOf(bytes))
    return {
      attachment_type: 'media',
      media_hash_key,
      ...dimensions,
      filesize_bytes: encrypted.byteLength,
      filename: `file.${contentType.split('/')[1] ?? 'bin'}`,
    }
  }

  /** A failure event is neither encrypted nor signed. */
  async #failureIn(conversationId: string, event: string | undefined): Promise<XChatError | undefined> {
    if (event === undefined) return undefined
    const { engine, turns } = this.#parts
    return turns.run(() => {
      try {
        return failureOf(engine.decryptEvent(event, {}, []), conversationId)
      } catch {
        // What needs a key to be read is a message, so X took it.
        return undefined
      }
    })
  }

  async #knownKey(conversationId: string): Promise<CurrentKey | undefined> {
    const { conversationKeys, reader } = this.#parts
    return (
      currentKey(await conversationKeys.of(conversationId)) ??
      currentKey(await reader.fetchKeys(conversationId))
    )
  }

  /** Makes a key for a conversation of two, and posts it wrapped for both. Needed at once, it is made once. */
  #beginConversation(conversationId: string): Promise<CurrentKey> {
    const running = this.#beginning.get(conversationId)
    if (running !== undefined) return running
    const beginning = this.#makeKey(conversationId).finally(() => this.#beginning.delete(conversationId))
    this.#beginning.set(conversationId, beginning)
    return beginning
  }

  async #makeKey(conversationId: string): Promise<CurrentKey> {
    const { engine, turns, client, publicKeys, conversationKeys, userId } = this.#parts
    const peer = peerOf(conversationId, userId)
    const [own, other] = await Promise.all([publicKeys.recipientKey(userId), publicKeys.recipientKey(peer)])
    if (own === undefined || other === undefined) {
      const who = own === undefined ? "The bot's account" : 'The user'
      throw new XChatError('not_registered', `${who} has no keys for X Chat.`, { conversationId })
    }
    const change = await turns.run(() => engine.prepareConversationKeyChange({ publicKeys: [own, other] }))
    await client.addConversationKey(peer, keyBody(change))
    const { conversationKey, conversationKeyVersion } = change
    await conversationKeys.add(conversationId, { [conversationKeyVersion]: conversationKey })
    return { conversationKey, conversationKeyVersion }
  }
}

function quoted({ sequenceId, senderId, text }: QuotedMessage): JsonObject {
  return { replyToSequenceId: sequenceId, replyToSenderId: senderId, replyToText: text }
}

function messageBody({ messageId, encryptedContent, encodedEventSignature }: EncryptedMessage): JsonObject {
  return {
    message_id: messageId,
    encoded_message_create_event: encryptedContent,
    encoded_message_event_signature: encodedEventSignature,
  }
}

function keyBody({ conversationKeyVersion, participantKeys, actionSignatures }: KeyChange): JsonObject {
  return {
    conversation_key_version: conversationKeyVersion,
    conversation_participant_keys: participantKeys.map((key) => ({
      user_id: key.userId,
      encrypted_conversation_key: key.encryptedKey,
      public_key_version: key.publicKeyVersion,
    })),
    action_signatures: actionSignatures.map((action) => ({
      message_id: action.messageId,
      encoded_message_event_detail: action.encodedMessageEventDetail,
      message_event_signature: {
        signature: action.signature,
        public_key_version: action.publicKeyVersion,
        signature_version: action.signatureVersion,
      },
    })),
  }
}
