import type { DashbotMessage } from '../../../wire/types'
import { indexWords } from '../../search/words'
import type { TrackerStore } from '../tracker-store'
import { storedName, withoutNul } from './arrival'
import { Rows } from './rows'

export interface MessageRow {
  readonly id: number
  readonly bot: number
  readonly time: number
  readonly incoming: boolean
  readonly user: number
  readonly session: number
  readonly intent: number | null
  readonly message: DashbotMessage
  readonly json: string
}

/** Clicks and events look back at so many of the user's messages, so that no search is long. */
export const REACH = 20

export interface Click {
  readonly message: number
  readonly user: number
  readonly time: number
  readonly button: string
}

/** What belongs to a batch's messages alone: their rows, and the buttons that they answer. */
export class MessageRows {
  readonly #messages: MessageRow[] = []
  readonly #replies = new Map<number, number>()
  readonly #payloads = new Rows('payloads', ['message', 'json'])
  readonly #buttons = new Rows('buttons', ['message', 'position', 'button_id', 'label', 'value'])
  readonly #clicks: Click[] = []

  add(row: MessageRow): void {
    const { id, user, time, message } = row
    this.#messages.push(row)
    this.#payloads.add(id, row.json)
    for (const [position, button] of (message.buttons ?? []).entries()) {
      this.#buttons.add(
        id,
        position,
        storedName(button.id),
        withoutNul(button.label),
        withoutNul(button.value),
      )
    }
    const button = message.postback?.buttonClick.buttonId
    if (button !== undefined) this.#clicks.push({ message: id, user, time, button: storedName(button) })
  }

  /** How long after the user's message this one came, in ms. */
  replied(message: number, ms: number): void {
    this.#replies.set(message, ms)
  }

  /** Writes them, makes their texts searchable, and marks the buttons that were clicked. */
  flush(store: TrackerStore): void {
    const messages = new Rows('messages', MESSAGE_COLUMNS)
    const words: string[] = []
    for (const row of this.#messages) {
      const text = withoutNul(row.message.text)
      messages.add(...this.#columns(row, text))
      words.push(indexWords(text))
    }
    for (const rows of [messages, this.#payloads, this.#buttons]) rows.flush(store)
    store.prepare(INDEX_WORDS).run(this.#messages[0]?.id ?? 0, JSON.stringify(words))
    for (const click of this.#clicks) markClicked(store, click)
  }

  #columns({ id, bot, time, incoming, user, session, intent, message }: MessageRow, text: string) {
    const { images = [], postback } = message
    const urls = images.length === 0 ? null : JSON.stringify(images.map(({ url }) => url))
    const clicked = postback === undefined ? null : storedName(postback.buttonClick.buttonId)
    const confidence = message.intent?.confidence ?? null
    const reply = this.#replies.get(id) ?? null
    return [id, time, Number(incoming), user, session, text, intent, confidence, urls, clicked, reply, bot]
  }
}

/** A click names the button's id, or its value where the bot did not know the id. A later click on the button stands. */
export function markClicked(store: TrackerStore, { message, user, time, button }: Click): void {
  const offer = store.prepare(SELECT_OFFER).get(user, time, button, button, button) as
    | { readonly message: number; readonly position: number }
    | undefined
  if (offer === undefined) return
  store.prepare(MARK_CLICKED).run(message, offer.message, offer.position, time, message)
}

const MESSAGE_COLUMNS = [
  ...['id', 'time', 'incoming', 'user', 'session', 'text', 'intent', 'confidence', 'images', 'clicked'],
  ...['reply_ms', 'bot'],
]

/** In one statement, since the index writes out what it has gathered at the end of each. Ids rise by one. */
const INDEX_WORDS = 'INSERT INTO message_text (rowid, words) SELECT ? + key, value FROM json_each(?)'

const MARK_CLICKED = `
UPDATE buttons SET clicked_by = ? WHERE message = ? AND position = ?
  AND NOT EXISTS (SELECT 1 FROM messages WHERE id = clicked_by AND (time, id) > (?, ?))`

/** The newest button of that id or value within reach. */
const SELECT_OFFER = `
SELECT buttons.message, buttons.position
FROM (
  SELECT id, time, incoming FROM messages WHERE user = ? AND time <= ? ORDER BY time DESC, id DESC LIMIT ${REACH}
) AS recent
JOIN buttons ON buttons.message = recent.id
WHERE recent.incoming = 0 AND (buttons.button_id = ? OR buttons.value = ?)
ORDER BY recent.time DESC, recent.id DESC, buttons.button_id = ? DESC
LIMIT 1`
