import type { DashbotPayload } from '../wire/types'
import { laneDigest } from './identity'

/** The pause after which Dashbot begins a new session where none is named, in ms. */
const SESSION_PAUSE_MS = 5 * 60_000
/** Conversations whose sessions are remembered; the one silent for longest is forgotten first. */
const MAX_CONVERSATIONS = 10_000

interface Session {
  readonly id: string
  lastAt: number
}

/**
 * Adds what Dimension Labs requires of a message beyond Dashbot's document: `incoming`, `conversationId`, `sessionId`
 * and `dimensionlabs_timestamp` (https://docs.dimensionlabs.io/reference/data-formatting). What a message has stays.
 */
export class DimensionLabsFields {
  readonly #sessions = new Map<string, Session>()

  /** @returns the fields to add to the message */
  missingIn(
    type: 'incoming' | 'outgoing',
    payload: DashbotPayload,
    { conversation, capturedAt }: { readonly conversation: string; readonly capturedAt: number },
  ): object {
    const conversationId = payload.conversationId ?? withoutColons(conversation)
    const given = payload as { dashbot_timestamp?: number; sessionId?: string }
    const required = {
      incoming: type === 'incoming',
      conversationId,
      sessionId: given.sessionId ?? this.#sessionOf(conversationId, capturedAt),
      dimensionlabs_timestamp: given.dashbot_timestamp ?? capturedAt,
    }
    return Object.fromEntries(Object.entries(required).filter(([field]) => !(field in payload)))
  }

  #sessionOf(conversationId: string, at: number): string {
    const current = this.#sessions.get(conversationId)
    const goesOn = current !== undefined && at - current.lastAt <= SESSION_PAUSE_MS
    const session = goesOn ? current : { id: `${withoutColons(conversationId)}-${at}`, lastAt: at }
    session.lastAt = at
    this.#sessions.delete(conversationId)
    this.#sessions.set(conversationId, session)
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size > MAX_CONVERSATIONS && oldest !== undefined) this.#sessions.delete(oldest)
    return session.id
  }
}

/** Dimension Labs takes no colon in these ids. A part of an id would not be known as a user's, so that it is hashed. */
function withoutColons(id: string): string {
  return id.includes(':') ? laneDigest(id) : id
}
