import { asList, asObject, asObjects, asText, type JsonObject } from '../../../internal/json'
import {
  type ActionSignature,
  type ChatEngine,
  openChatEngine,
  type SigningKey,
} from '../../../twitter/chat/chat-engine'
import { canonicalConversationId } from '../../../twitter/chat/conversation-id'
import type { FakeChat } from './fake-chat'

/** A message as the phone shows it: decrypted and verified. */
export interface ShownMessage {
  readonly id: string
  readonly sequenceId: string
  readonly from: string
  readonly text: string
  readonly verified: boolean
  /** X's event of it, in base64. */
  readonly event: string
  /** The text of the message that it is a reply to, as the phone shows it above. */
  readonly repliesTo: string | undefined
  /** What names its first medium, where it has one. */
  readonly media: string | undefined
}

/** What the engine's encrypting calls return, and what registers an account. */
interface Keys {
  readonly conversationKey: Uint8Array
  readonly conversationKeyVersion: string
}

interface PhoneEngine extends ChatEngine {
  encryptEdit(params: object): { messageId: string; encryptedContent: string; encodedEventSignature: string }
  encryptAddReaction(params: object): {
    messageId: string
    encryptedContent: string
    encodedEventSignature: string
  }
  prepareMessageDelete(params: object): {
    messageId: string
    encodedMessageEventDetail: string
    signature: string
    publicKeyVersion: string
    signatureVersion: string
  }
}

/** An account with the genuine engine and keys of its own: a user's phone, or the bot's account before its start. */
export class FakePhone {
  readonly userId: string
  readonly #chat: FakeChat
  readonly #engine: PhoneEngine
  /** The version that the account's keys are registered under. */
  readonly keyVersion: string
  #keys: Keys | undefined

  private constructor(userId: string, chat: FakeChat, engine: PhoneEngine, keyVersion: string) {
    this.userId = userId
    this.#chat = chat
    this.#engine = engine
    this.keyVersion = keyVersion
  }

  /** Makes keys for an account and registers them. */
  static async register(userId: string, chat: FakeChat): Promise<FakePhone> {
    const engine = (await openChatEngine()) as PhoneEngine
    const { version, publicKey } = engine.generateKeypairs()
    engine.setIdentity(userId, version)
    const phone = new FakePhone(userId, chat, engine, version)
    phone.#ask('POST', `/2/users/${userId}/public_keys`, {
      version,
      public_key: {
        public_key: publicKey.publicKey,
        signing_public_key: publicKey.signingPublicKey,
        identity_public_key_signature: publicKey.identityPublicKeySignature,
      },
    })
    return phone
  }

  /** The account's private keys, 64 bytes in base64: what `TwitterAdapter` takes as `chat.keys`. */
  get blob(): string {
    return Buffer.from(this.#engine.exportKeys()).toString('base64')
  }

  /** Makes a new key for the conversation with another account, which begins it or rotates its key. */
  openConversation(peerId: string): void {
    const publicKeys = [this.userId, peerId].flatMap((id) =>
      this.#registered(id).map((row) => ({
        userId: id,
        publicKey: String(row.public_key),
        keyVersion: String(row.public_key_version),
      })),
    )
    const change = this.#engine.prepareConversationKeyChange({ publicKeys })
    this.#ask('POST', `/2/chat/conversations/${peerId}/keys`, {
      conversation_key_version: change.conversationKeyVersion,
      action_signatures: change.actionSignatures.map(toSignatureJson),
    })
    const { conversationKey, conversationKeyVersion } = change
    this.#keys = { conversationKey, conversationKeyVersion }
  }

  /** Writes a message. @returns its id */
  send(peerId: string, text: string): string {
    const conversationId = canonicalConversationId(peerId, this.userId)
    return this.#post(
      peerId,
      this.#engine.encryptMessage({ conversationId, text, ...this.#keysWith(peerId) }),
    )
  }

  /** Sends an image. @returns the message's id */
  sendImage(peerId: string, bytes: Uint8Array, text = ''): string {
    const keys = this.#keysWith(peerId)
    const encrypted = this.#engine.encryptStream(bytes, keys.conversationKey)
    const upload = '/2/chat/media/upload'
    const { id } = asObject(this.#ask('POST', `${upload}/initialize`, {}).data) ?? {}
    const media = Buffer.from(encrypted).toString('base64')
    this.#ask('POST', `${upload}/${id}/append`, { segment_index: 0, media })
    const { media_hash_key } = asObject(this.#ask('POST', `${upload}/${id}/finalize`, {}).data) ?? {}
    const attachments = [
      {
        attachment_type: 'media',
        media_hash_key,
        ...this.#engine.dimensionsOf(bytes),
        filesize_bytes: encrypted.byteLength,
        filename: 'image.png',
      },
    ]
    const conversationId = canonicalConversationId(peerId, this.userId)
    return this.#post(peerId, this.#engine.encryptMessage({ conversationId, text, attachments, ...keys }))
  }

  /** The bytes of a message's first medium, decrypted. */
  openImage(peerId: string, { media }: ShownMessage): Uint8Array {
    const answer = this.#chat.answer({
      method: 'GET',
      path: `/2/chat/media/${peerId}/${media}`,
      body: {},
      account: this.userId,
    })
    return this.#engine.decryptStream(
      answer?.bytes ?? new Uint8Array(),
      this.#keysWith(peerId).conversationKey,
    )
  }

  /** Answers a message, as a swipe does. @returns the answer's id */
  reply(peerId: string, text: string, { event }: ShownMessage): string {
    const conversationId = canonicalConversationId(peerId, this.userId)
    const params = { conversationId, text, replyToEvent: event, ...this.#keysWith(peerId) }
    return this.#post(peerId, this.#engine.encryptReply(params))
  }

  /** Changes a message of its own. */
  edit(peerId: string, { event }: ShownMessage, text: string): string {
    const params = { targetEvent: event, updatedText: text, ...this.#keysWith(peerId) }
    return this.#post(peerId, this.#engine.encryptEdit(params))
  }

  react(peerId: string, { event }: ShownMessage, emoji: string): string {
    const params = { targetEvent: event, emoji, ...this.#keysWith(peerId) }
    return this.#post(peerId, this.#engine.encryptAddReaction(params))
  }

  /** Deletes a message for both. */
  delete(peerId: string, { sequenceId }: ShownMessage): void {
    const conversationId = canonicalConversationId(peerId, this.userId)
    const action = this.#engine.prepareMessageDelete({
      conversationId,
      sequenceIds: [sequenceId],
      deleteForAll: true,
    })
    this.#ask('POST', `/2/chat/conversations/${peerId}/messages/delete`, {
      action_signatures: [toSignatureJson(action)],
    })
  }

  /** The conversation's messages, oldest first, decrypted with the account's own keys. */
  messages(peerId: string): readonly ShownMessage[] {
    const { events, keyChanges } = this.#eventsWith(peerId)
    const signing = [this.userId, peerId].flatMap((id) => this.#signingKeys(id))
    const { conversationKeys } = this.#engine.decryptEvents([...keyChanges, ...events], signing)
    return events.flatMap((encoded) => {
      const event = this.#engine.decryptEvent(encoded, conversationKeys.keys, signing)
      const content = asObject(event.content)
      if (event.type !== 'message' || content?.content_type !== 'text') return []
      return {
        id: event.id ?? '',
        sequenceId: event.sequenceId ?? '',
        from: event.senderId ?? '',
        text: asText(content.text) ?? '',
        verified: event.verified === true,
        event: encoded,
        repliesTo: asText(asObject(content.replying_to_preview)?.messageText),
        media: asText(asObject(asList(event.attachments)[0])?.mediaHashKey),
      }
    })
  }

  /** The latest key of the conversation, whoever made it. */
  #keysWith(peerId: string): Keys {
    const { keyChanges } = this.#eventsWith(peerId)
    const signing = [this.userId, peerId].flatMap((id) => this.#signingKeys(id))
    const { keys } = this.#engine.decryptEvents(keyChanges, signing).conversationKeys
    const [latest] = Object.entries(keys).sort(([one], [other]) => (BigInt(one) < BigInt(other) ? 1 : -1))
    const known = latest && { conversationKeyVersion: latest[0], conversationKey: latest[1] }
    const found = known ?? this.#keys
    if (found === undefined) throw new Error(`No conversation with ${peerId}: call openConversation() first.`)
    return found
  }

  #eventsWith(peerId: string): { events: readonly string[]; keyChanges: readonly string[] } {
    const body = this.#ask('GET', `/2/chat/conversations/${peerId}/events`, {})
    const events = asObjects(body.data).map(({ encoded_event }) => String(encoded_event))
    const keyChanges = asList(asObject(body.meta)?.conversation_key_events).map(String)
    return { events: events.reverse(), keyChanges }
  }

  #signingKeys(userId: string): SigningKey[] {
    return this.#registered(userId).map((row) => ({
      userId,
      publicKeyVersion: String(row.public_key_version),
      publicKey: String(row.signing_public_key),
      identityPublicKey: String(row.public_key),
      identityPublicKeySignature: String(row.identity_public_key_signature),
    }))
  }

  #registered(userId: string): readonly JsonObject[] {
    return asObjects(this.#ask('GET', `/2/users/${userId}/public_keys`, {}).data)
  }

  #post(
    peerId: string,
    message: { messageId: string; encryptedContent: string; encodedEventSignature: string },
  ): string {
    this.#ask('POST', `/2/chat/conversations/${peerId}/messages`, {
      message_id: message.messageId,
      encoded_message_create_event: message.encryptedContent,
      encoded_message_event_signature: message.encodedEventSignature,
    })
    return message.messageId
  }

  #ask(method: string, path: string, body: JsonObject): JsonObject {
    const answer = this.#chat.answer({ method, path, body, account: this.userId })
    if (answer === undefined || answer.status >= 300) {
      throw new Error(`The fake X refused ${method} ${path}: ${JSON.stringify(answer?.body)}`)
    }
    return asObject(answer.body) ?? {}
  }
}

/** A signed action as X's API takes it. */
function toSignatureJson(action: ActionSignature): JsonObject {
  const { messageId, encodedMessageEventDetail, signature, publicKeyVersion, signatureVersion } = action
  return {
    message_id: messageId,
    encoded_message_event_detail: encodedMessageEventDetail,
    message_event_signature: {
      signature,
      public_key_version: publicKeyVersion,
      signature_version: signatureVersion,
    },
  }
}
