import type { DashbotMessage, DashbotPayload, PayloadType } from '../wire/types'
import { laneDigest } from './identity'

/** The pause after which Dashbot begins a new session where none is named, in ms. */
const SESSION_PAUSE_MS = 5 * 60_000
/** Conversations whose sessions are remembered; the one silent for longest is forgotten first. */
const MAX_CONVERSATIONS = 10_000

interface Session {
  readonly id: string
  lastAt: number
}

interface AboutConversation {
  /** The lane's key. */
  readonly conversation: string
  /** What the channel calls it: as the payload's `conversationId` it says no more than the lane's key. */
  readonly channelConversationId?: string | undefined
  readonly capturedAt: number
}

/**
 * Adds what Dimension Labs requires of a message beyond Dashbot's document: `incoming`, `conversationId`, `sessionId`
 * and `dimensionlabs_timestamp` (https://docs.dimensionlabs.io/reference/data-formatting). What a message has stays, its
 * ids without colons. An event has the `conversationId` of the messages beside it.
 */
export class DimensionLabsFields {
  readonly #sessions = new Map<string, Session>()
  readonly #secret: string | undefined

  /** @param secret keys the digests that stand for ids with colons */
  constructor(secret?: string) {
    this.#secret = secret
  }

  /** @returns a copy of the payload with the fields */
  complete(type: PayloadType, payload: DashbotPayload, about: AboutConversation): object {
    const { conversation, channelConversationId, capturedAt } = about
    const given = payload.conversationId === channelConversationId ? undefined : payload.conversationId
    const conversationId = this.#withoutColons(given ?? conversation)
    if (type === 'event') return { ...payload, conversationId }
    const { sessionId, dashbot_timestamp } = payload as DashbotMessage
    return {
      incoming: type === 'incoming',
      dimensionlabs_timestamp: dashbot_timestamp ?? capturedAt,
      ...payload,
      conversationId,
      sessionId:
        sessionId === undefined
          ? this.#sessionOf(conversationId, capturedAt)
          : this.#withoutColons(sessionId),
    }
  }

  #sessionOf(conversationId: string, at: number): string {
    const current = this.#sessions.get(conversationId)
    const goesOn = current !== undefined && at - current.lastAt <= SESSION_PAUSE_MS
    const session = goesOn ? current : { id: `${conversationId}-${at}`, lastAt: at }
    session.lastAt = at
    this.#sessions.delete(conversationId)
    this.#sessions.set(conversationId, session)
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size > MAX_CONVERSATIONS && oldest !== undefined) this.#sessions.delete(oldest)
    return session.id
  }

  /** Dimension Labs takes no colon in ids. A part of an id would not be known as a user's, so that it is hashed. */
  #withoutColons(id: string): string {
    return id.includes(':') ? laneDigest(id, this.#secret) : id
  }
}
