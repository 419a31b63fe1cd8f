import type { DashbotMessage } from '../../../wire/types'
import type { TrackerStore } from '../tracker-store'
import { Rows } from './rows'

export interface MessageRow {
  readonly id: number
  readonly time: number
  readonly incoming: boolean
  readonly user: number
  readonly session: number
  readonly intent: number | null
  readonly message: DashbotMessage
  readonly json: string
}

interface Click {
  readonly message: number
  readonly user: number
  readonly time: number
  readonly button: string
}

/** What belongs to a batch's messages alone: their rows, and the buttons that they answer. */
export class MessageRows {
  readonly #messages = new Rows('messages', MESSAGE_COLUMNS)
  readonly #payloads = new Rows('payloads', ['message', 'json'])
  readonly #buttons = new Rows('buttons', ['message', 'position', 'button_id', 'label', 'value'])
  readonly #clicks: Click[] = []

  add({ id, time, incoming, user, session, intent, message, json }: MessageRow): void {
    const { images = [], buttons = [], postback } = message
    // Some libraries read a text no further than to a NUL.
    const text = message.text.replaceAll('\0', '\ufffd')
    const confidence = message.intent?.confidence ?? null
    const clicked = postback?.buttonClick.buttonId ?? null
    const urls = images.length === 0 ? null : JSON.stringify(images.map(({ url }) => url))
    const from = Number(incoming)
    this.#messages.add(id, time, from, user, session, text, intent, confidence, urls, clicked)
    this.#payloads.add(id, json)
    for (const [position, button] of buttons.entries()) {
      this.#buttons.add(id, position, button.id, button.label, button.value)
    }
    if (clicked !== null) this.#clicks.push({ message: id, user, time, button: clicked })
  }

  /** Writes them, makes their texts searchable, and marks the buttons that were clicked. */
  flush(store: TrackerStore, firstMessage: number): void {
    for (const rows of [this.#messages, this.#payloads, this.#buttons]) rows.flush(store)
    store.prepare(INDEX_TEXTS).run(firstMessage)
    for (const click of this.#clicks) markClicked(store, click)
  }
}

/** A click names the button's id, or its value where the bot did not know the id. */
function markClicked(store: TrackerStore, { message, user, time, button }: Click): void {
  const offer = store.prepare(SELECT_OFFER).get(user, time, button, button, button) as
    | { readonly message: number; readonly position: number }
    | undefined
  if (offer === undefined) return
  store.prepare(MARK_CLICKED).run(message, offer.message, offer.position)
}

const MESSAGE_COLUMNS = [
  'id',
  'time',
  'incoming',
  'user',
  'session',
  'text',
  'intent',
  'confidence',
  'images',
  'clicked',
]

const INDEX_TEXTS = 'INSERT INTO message_text (rowid, text) SELECT id, text FROM messages WHERE id >= ?'

const MARK_CLICKED = 'UPDATE buttons SET clicked_by = ? WHERE message = ? AND position = ?'

/** The newest button of that id or value among the user's last 20 messages, so that no click costs a long search. */
const SELECT_OFFER = `
SELECT buttons.message, buttons.position
FROM (
  SELECT id, time, incoming FROM messages WHERE user = ? AND time <= ? ORDER BY time DESC, id DESC LIMIT 20
) AS recent
JOIN buttons ON buttons.message = recent.id
WHERE recent.incoming = 0 AND (buttons.button_id = ? OR buttons.value = ?)
ORDER BY recent.time DESC, recent.id DESC, buttons.button_id = ? DESC
LIMIT 1`
