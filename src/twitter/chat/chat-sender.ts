import { asObject, asText, type JsonObject } from '../../internal/json'
import type { ActivityLike } from '../../mapping/activity-like'
import { withoutButtons } from '../api/without-buttons'
import { DirectMessageError } from '../messages/message-error'
import { planMessages } from '../messages/plan-messages'
import type { SentResource } from '../messages/sender'
import { sentEvent } from '../messages/sent-event'
import type { ChatClient } from './chat-client'
import type { ChatEngine, EncryptedMessage, KeyChange } from './chat-engine'
import { XChatError } from './chat-error'
import { failureOf, isKeyFailure } from './chat-failure'
import type { ChatReader } from './chat-reader'
import { canonicalConversationId, peerOf } from './conversation-id'
import { type CurrentKey, currentKey, type KnownConversationKeys } from './conversation-keys'
import type { EngineTurns } from './engine-turns'
import type { PublicKeys } from './public-keys'

export interface ChatSenderParts {
  readonly userId: string
  readonly engine: ChatEngine
  readonly turns: EngineTurns
  readonly client: ChatClient
  readonly reader: ChatReader
  readonly publicKeys: PublicKeys
  readonly conversationKeys: KnownConversationKeys
}

/** Carries out what a bot sends in encrypted conversations. */
export class ChatSender {
  readonly #parts: ChatSenderParts

  constructor(parts: ChatSenderParts) {
    this.#parts = parts
  }

  /**
   * Sends one activity: the texts of a message with its buttons as lines, typing, or a read receipt.
   *
   * @param onId Called with the id of each message before it goes out.
   * @throws {XChatError} where X refuses it, or the user has not registered
   * @throws {DirectMessageError} where the activity cannot be a message
   */
  async send(activity: ActivityLike, onId: (id: string) => void): Promise<SentResource> {
    const conversation = conversationOf(activity)
    switch (activity.type) {
      case 'message':
        return { id: (await this.#sendMessages(conversation, activity, onId)) ?? '' }
      case 'typing':
        await this.#parts.client.sendTyping(conversation)
        return { id: '' }
      case 'event':
        if (activity.name === 'markRead') await this.#markRead(conversation, activity)
        return { id: '' }
      default:
        return { id: '' }
    }
  }

  async #markRead(conversation: string, activity: ActivityLike): Promise<void> {
    const sequenceId = asText(activity.value)
    if (sequenceId === undefined) {
      throw new DirectMessageError(
        'markRead in an encrypted conversation needs a sequence id as its value: channelData.x_chat.sequence_id of the last message read.',
      )
    }
    await this.#parts.client.markRead(conversation, sequenceId)
  }

  async #sendMessages(
    conversation: string,
    activity: ActivityLike,
    onId: (id: string) => void,
  ): Promise<string | undefined> {
    const conversationId = canonicalConversationId(conversation, this.#parts.userId)
    const events: JsonObject[] = []
    let lastId: string | undefined
    for (const planned of planMessages(activity, { canUpload: false })) {
      const text = withoutButtons({ recipientId: conversation, ...planned })
      lastId = await this.#sendText(conversationId, text, onId)
      const message = { recipientId: conversation, text }
      events.push(sentEvent({ message, id: lastId, botId: this.#parts.userId, sentAt: Date.now() }))
      activity.id = lastId
      activity.channelData = {
        ...asObject(activity.channelData),
        direct_message_events: events,
        x_chat: { conversation_id: conversationId },
      }
    }
    return lastId
  }

  async #sendText(conversationId: string, text: string, onId: (id: string) => void): Promise<string> {
    const post = (key: CurrentKey) => this.#post(conversationId, text, { key, onId })
    const key = (await this.#knownKey(conversationId)) ?? (await this.#beginConversation(conversationId))
    const failure = await post(key)
    if (typeof failure === 'string') return failure
    if (!isKeyFailure(failure)) throw failure
    const newer = currentKey(await this.#parts.reader.fetchKeys(conversationId))
    const isNewer = newer !== undefined && newer.conversationKeyVersion !== key.conversationKeyVersion
    const second = await post(isNewer ? newer : await this.#beginConversation(conversationId))
    if (typeof second === 'string') return second
    throw second
  }

  /** Posts a text under a key. @returns the message's id, or the failure that X answered with */
  async #post(
    conversationId: string,
    text: string,
    { key, onId }: { readonly key: CurrentKey; readonly onId: (id: string) => void },
  ): Promise<string | XChatError> {
    const { engine, turns, client, userId } = this.#parts
    const encrypted = await turns.run(() => engine.encryptMessage({ conversationId, text, ...key }))
    onId(encrypted.messageId)
    const event = await client.sendMessage(peerOf(conversationId, userId), messageBody(encrypted))
    return (await this.#failureIn(conversationId, event)) ?? encrypted.messageId
  }

  /** A failure event is not encrypted and not signed. */
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

  /** Makes a key for a conversation of two, and posts it wrapped for both. */
  async #beginConversation(conversationId: string): Promise<CurrentKey> {
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

function conversationOf({ conversation, recipient }: ActivityLike): string {
  const id = conversation?.id ?? recipient?.id
  if (id === undefined) {
    throw new DirectMessageError('The activity has neither a conversation nor a recipient.')
  }
  return id
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
