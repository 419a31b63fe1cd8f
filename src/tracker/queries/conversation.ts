import type { DashbotMessage } from '../../wire/types'
import type { TrackerStore } from '../store/tracker-store'
import { messagePayload } from './payload'

export interface ConversationIntent {
  readonly name: string
  readonly confidence: number | undefined
  readonly inputs: readonly { readonly name: string; readonly value: string }[]
}

export interface ConversationButton {
  readonly id: string
  readonly label: string
  readonly value: string
  /** The message that answered this button last. */
  readonly clickedBy: number | undefined
}

export interface TranscriptMessage {
  readonly kind: 'message'
  readonly id: number
  readonly time: number
  readonly incoming: boolean
  readonly session: number
  readonly text: string
  readonly intent: ConversationIntent | undefined
  readonly images: readonly string[]
  readonly buttons: readonly ConversationButton[]
  /** The id of the button that this message answers. */
  readonly clicked: string | undefined
}

export interface TranscriptEvent {
  readonly kind: 'event'
  readonly id: number
  readonly time: number
  readonly type: string
  readonly name: string
  readonly amount: number | undefined
}

export type TranscriptItem = TranscriptMessage | TranscriptEvent

/** A place in a conversation: by time, messages before events of the same moment, then by row. */
export type Position = Pick<TranscriptItem, 'kind' | 'id' | 'time'>

/** Which part of a conversation: its end, what is before or after a place, or what is around a message. */
export type Window =
  | { readonly at: 'end' }
  | { readonly at: 'before' | 'after'; readonly position: Position }
  | { readonly at: 'around'; readonly kind: TranscriptItem['kind']; readonly id: number }

export interface ConversationPage {
  /** Oldest first. */
  readonly items: readonly TranscriptItem[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
}

/** Up to `limit` messages and events of a user (the row in `users`). */
export function readConversation(
  store: TrackerStore,
  user: number,
  window: Window,
  limit = 50,
): ConversationPage {
  const reader = new ConversationReader(store, user)
  if (window.at === 'around') return reader.around(window, limit)
  if (window.at === 'after') {
    const items = reader.after(window.position, limit + 1)
    const [first] = items
    const hasOlder = first !== undefined && reader.before(first, 1).length > 0
    return { items: items.slice(0, limit), hasOlder, hasNewer: items.length > limit }
  }
  const items = reader.before(window.at === 'end' ? END : window.position, limit + 1)
  return { items: items.slice(-limit), hasOlder: items.length > limit, hasNewer: window.at === 'before' }
}

const END: Position = { kind: 'event', time: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER }

interface MessageRow {
  readonly id: number
  readonly time: number
  readonly incoming: number
  readonly session: number
  readonly text: string
  readonly intent: string | null
  readonly confidence: number | null
  readonly images: string | null
  readonly clicked: string | null
}

interface EventRow extends Omit<TranscriptEvent, 'kind' | 'amount'> {
  readonly amount: number | null
}

class ConversationReader {
  readonly #store: TrackerStore
  readonly #user: number

  constructor(store: TrackerStore, user: number) {
    this.#store = store
    this.#user = user
  }

  before(position: Position, limit: number): readonly TranscriptItem[] {
    return this.#read('<', 'DESC', position, limit)
      .sort((a, b) => compare(b, a))
      .slice(0, limit)
      .reverse()
  }

  after(position: Position, limit: number): readonly TranscriptItem[] {
    return this.#read('>', 'ASC', position, limit).sort(compare).slice(0, limit)
  }

  around({ kind, id }: Pick<TranscriptItem, 'kind' | 'id'>, limit: number): ConversationPage {
    const row = this.#store
      .prepare(`SELECT time FROM ${kind === 'message' ? 'messages' : 'events'} WHERE id = ? AND user = ?`)
      .get(id, this.#user) as { time: number } | undefined
    const position: Position = row === undefined ? END : { kind, id, time: row.time }
    const half = Math.floor(limit / 2)
    const newer = this.after(position, half + 1)
    const wanted = limit - Math.min(newer.length, half)
    const older = this.before({ ...position, id: position.id + 1 }, wanted + 1)
    return {
      items: [...older.slice(-wanted), ...newer.slice(0, half)],
      hasOlder: older.length > wanted,
      hasNewer: newer.length > half,
    }
  }

  #read(beyond: '<' | '>', order: 'ASC' | 'DESC', position: Position, limit: number): TranscriptItem[] {
    const { kind, time, id } = position
    const messages = this.#store
      .prepare(
        `SELECT m.id, m.time, m.incoming, m.session, m.text, i.name AS intent, m.confidence, m.images, m.clicked
         FROM messages m LEFT JOIN intents i ON i.id = m.intent
         WHERE m.user = ? AND (m.time, m.id) ${beyond} (?, ?) ORDER BY m.time ${order}, m.id ${order} LIMIT ?`,
      )
      .all(this.#user, time, kind === 'message' ? id : Number.MAX_SAFE_INTEGER, limit) as MessageRow[]
    const events = this.#store
      .prepare(
        `SELECT v.id, v.time, e.type, e.name, v.amount FROM events v JOIN event_names e ON e.id = v.event
         WHERE v.user = ? AND (v.time, v.id) ${beyond} (?, ?) ORDER BY v.time ${order}, v.id ${order} LIMIT ?`,
      )
      .all(this.#user, time, kind === 'event' ? id : -1, limit) as EventRow[]
    return [...messages.map((row) => this.#toMessage(row)), ...events.map(toEvent)]
  }

  #toMessage(row: MessageRow): TranscriptMessage {
    return {
      kind: 'message',
      id: row.id,
      time: row.time,
      incoming: row.incoming === 1,
      session: row.session,
      text: row.text,
      intent: row.intent === null ? undefined : this.#toIntent(row.id, row.intent, row.confidence),
      images: row.images === null ? [] : JSON.parse(row.images),
      buttons: this.#readButtons(row.id),
      clicked: row.clicked ?? undefined,
    }
  }

  #toIntent(message: number, name: string, confidence: number | null): ConversationIntent {
    const payload: Partial<DashbotMessage> = JSON.parse(messagePayload(this.#store, message) ?? '{}')
    return { name, confidence: confidence ?? undefined, inputs: payload.intent?.inputs ?? [] }
  }

  #readButtons(message: number): readonly ConversationButton[] {
    const rows = this.#store
      .prepare(
        'SELECT button_id AS id, label, value, clicked_by FROM buttons WHERE message = ? ORDER BY position',
      )
      .all(message) as { id: string; label: string; value: string; clicked_by: number | null }[]
    return rows.map(({ id, label, value, clicked_by }) => ({
      id,
      label,
      value,
      clickedBy: clicked_by ?? undefined,
    }))
  }
}

function toEvent({ id, time, type, name, amount }: EventRow): TranscriptEvent {
  return { kind: 'event', id, time, type, name, amount: amount ?? undefined }
}

function compare(a: Position, b: Position): number {
  if (a.time !== b.time) return a.time - b.time
  if (a.kind !== b.kind) return a.kind === 'message' ? -1 : 1
  return a.id - b.id
}
