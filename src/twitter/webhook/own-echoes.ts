import { asObject } from '../../internal/json'
import { filledText } from '../../mapping/value-text'
import type { AppIdStore } from '../inbox/inbox'
import { SeenEvents } from '../inbox/seen-events'
import type { SentMessage } from '../messages/direct-message-client'
import { earlierSent } from '../messages/earlier-sent'
import type { ConversationEvent } from './twitter-events'

/** Maximum number of sent messages whose ids are kept; X sends an echo within seconds. */
const MAX_IDS = 10_000

export interface OwnEchoesOptions {
  /** The app's id, where it is known: with it the first echo is recognized in any process. */
  readonly appId?: string | undefined
  /** Where the app's id is kept once it is learned. */
  readonly store?: AppIdStore | undefined
}

/**
 * Separates the echoes of the bot's own messages from what people write in the bot's account. An own echo has the id of a
 * sent message, or the app's id, which is learned from such echoes, by this process or one before it. One that comes
 * before the answer to its request waits for it.
 */
export class OwnEchoes {
  readonly #ids = new SeenEvents(MAX_IDS)
  readonly #appIds = new Set<string>()
  readonly #store: AppIdStore | undefined
  /** By the recipient's id. */
  readonly #sending = new Map<string, Set<Promise<unknown>>>()

  constructor({ appId, store }: OwnEchoesOptions = {}) {
    this.#store = store
    if (appId !== undefined) this.#appIds.add(appId)
  }

  /** Sends a message, and remembers its id. */
  async send(recipientId: string, send: () => Promise<SentMessage>): Promise<SentMessage> {
    const sending = send()
    const underWay = this.#sending.get(recipientId) ?? new Set()
    this.#sending.set(recipientId, underWay.add(sending))
    try {
      const sent = await sending
      this.#remember([...(sent.earlier ?? []), sent])
      return sent
    } catch (error) {
      this.#remember(earlierSent(error))
      throw error
    } finally {
      underWay.delete(sending)
      if (underWay.size === 0) this.#sending.delete(recipientId)
    }
  }

  /** Whether the bot sent the message of this event of its own account. Rejects where the store fails. */
  async includes({ messageId, userId, event }: ConversationEvent): Promise<boolean> {
    const appId = appIdOf(event)
    if (appId !== undefined && this.#appIds.has(appId)) return true
    if (!this.#isSent(messageId)) await Promise.allSettled(this.#sending.get(userId) ?? [])
    if (this.#isSent(messageId)) {
      this.#learn(event)
      return true
    }
    if (appId === undefined || (await this.#store?.read()) !== appId) return false
    this.#appIds.add(appId)
    return true
  }

  #remember(messages: readonly SentMessage[]): void {
    for (const { id, event } of messages) {
      this.#ids.add(id)
      this.#learn(event)
    }
  }

  #isSent(messageId: string | undefined): boolean {
    return messageId !== undefined && this.#ids.has(messageId)
  }

  #learn(event: object | undefined): void {
    const appId = appIdOf(event)
    if (appId === undefined || this.#appIds.has(appId)) return
    this.#appIds.add(appId)
    // The echo is known without the store, and the next process learns the id itself.
    void this.#store?.write(appId).catch(() => {})
  }
}

function appIdOf(event: object | undefined): string | undefined {
  return filledText(asObject(asObject(event)?.message_create)?.source_app_id)
}
