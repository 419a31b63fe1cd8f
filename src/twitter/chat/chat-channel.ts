import type { ActivityLike } from '../../mapping/activity-like'
import type { TwitterActivity } from '../activities/twitter-activity'
import { SeenEvents } from '../inbox/seen-events'
import type { MediaOptions } from '../media/load-media'
import type { Media } from '../messages/direct-message-client'
import type { SentResource } from '../messages/sender'
import { chatActivity } from './chat-activity'
import type { ChatClient } from './chat-client'
import { type ChatEngine, openChatEngine } from './chat-engine'
import { XChatError } from './chat-error'
import { type AttachedMedium, type ChatMediaParts, openChatMedia } from './chat-media'
import { ChatPoster } from './chat-poster'
import { ChatReader } from './chat-reader'
import { ChatSender } from './chat-sender'
import { canonicalConversationId } from './conversation-id'
import { KnownConversationKeys } from './conversation-keys'
import type { EncryptedEvent } from './encrypted-event'
import { EngineTurns } from './engine-turns'
import { KeySeal } from './key-seal'
import { type ChatKeyStore, MemoryKeyStore } from './key-store'
import { PublicKeys } from './public-keys'

/** Messages that are remembered, to know those that come again. */
const REMEMBERED_MESSAGES = 10_000

export interface ChatChannelOptions {
  /** The bot's account. */
  readonly userId: string
  readonly blob: Uint8Array
  readonly keyVersion: string
  readonly client: ChatClient
  readonly keyStore?: ChatKeyStore | undefined
  readonly media: MediaOptions
}

/** Encrypted conversations of one account: events in, messages out. */
export class ChatChannel {
  readonly #userId: string
  readonly #media: ChatMediaParts
  readonly #reader: ChatReader
  readonly #sender: ChatSender
  /** Signed ids: the same message replayed under another envelope is known. */
  readonly #seen = new SeenEvents(REMEMBERED_MESSAGES)
  /** Signed ids with the key of the event that brought each first: its turn may run again. */
  readonly #first = new SeenEvents(REMEMBERED_MESSAGES)

  private constructor(parts: ChatMediaParts & { userId: string }, reader: ChatReader, sender: ChatSender) {
    this.#userId = parts.userId
    this.#media = parts
    this.#reader = reader
    this.#sender = sender
  }

  /**
   * Loads the engine and gives it the account's keys.
   *
   * @throws XChatError where the keys are not those that the account has registered under the version
   */
  static async open(options: ChatChannelOptions): Promise<ChatChannel> {
    const { userId, blob, keyVersion, client, keyStore = new MemoryKeyStore(), media } = options
    const engine = await openChatEngine()
    takeKeys(engine, { userId, blob, keyVersion })
    const registered = await client.publicKeys(userId)
    const own = registered.find(({ public_key_version }) => public_key_version === keyVersion)
    if (own === undefined || !engine.matchesRegisteredKey(own.public_key)) {
      throw new XChatError(
        'keys_replaced',
        `The account has other keys registered than version ${keyVersion}.`,
      )
    }
    const conversationKeys = new KnownConversationKeys(keyStore, new KeySeal(blob))
    const turns = new EngineTurns()
    const publicKeys = new PublicKeys(client, engine)
    const parts = { userId, engine, turns, client, publicKeys, conversationKeys }
    const reader = new ChatReader(parts)
    const poster = new ChatPoster({ ...parts, reader })
    return new ChatChannel({ ...parts, reader }, reader, new ChatSender({ userId, client, poster, media }))
  }

  /**
   * The activity of an encrypted event; undefined for one that was read before, under whatever id the webhook gave it.
   *
   * @param key The event's in the inbox: read again for a further try of its turn, it gives its activity again.
   * @throws XChatError where it cannot be read, or is not what it claims to be
   */
  async read(encrypted: EncryptedEvent, key: string): Promise<TwitterActivity | undefined> {
    const event = await this.#reader.read(encrypted)
    const activity = chatActivity(event, this.#userId)
    const id = `${event.conversationId} ${event.id}`
    if (this.#seen.add(id)) this.#first.add(`${id} ${key}`)
    return this.#first.has(`${id} ${key}`) ? activity : undefined
  }

  /** The bytes of an encrypted attachment. */
  openMedia(attachment: AttachedMedium): Promise<Media> {
    return openChatMedia(attachment, this.#media)
  }

  /** Sends one activity. @throws XChatError where X refuses it */
  async send(activity: ActivityLike): Promise<SentResource> {
    const conversationId = canonicalConversationId(activity.conversation?.id ?? '', this.#userId)
    // Known before X echoes it: the bot's own messages are not those of a person in its account.
    return this.#sender.send(activity, (id) => this.#seen.add(`${conversationId} ${id}`))
  }
}

/** @throws XChatError where the engine refuses the keys */
function takeKeys(
  engine: ChatEngine,
  { userId, blob, keyVersion }: Pick<ChatChannelOptions, 'userId' | 'blob' | 'keyVersion'>,
): void {
  try {
    // The engine overwrites the bytes that it is given.
    engine.importKeys(Uint8Array.from(blob), keyVersion)
    engine.setIdentity(userId, keyVersion)
  } catch (cause) {
    throw new XChatError('keys_replaced', 'The engine of X Chat did not take the keys.', { cause })
  }
}
