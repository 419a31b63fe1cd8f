import type { SqliteValue } from '../../../sqlite/database'
import type { DashbotMessage } from '../../../wire/types'
import type { TrackerStore } from '../tracker-store'

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

/** Writes what belongs to one message alone, and marks the button that it answers. */
export function writeMessage(store: TrackerStore, row: MessageRow): void {
  const { id, time, incoming, user, session, intent, message, json } = row
  const { conversationId = null, images = [], buttons = [], postback } = message
  // Some libraries read a text no further than to a NUL.
  const text = message.text.replaceAll('\0', '\ufffd')
  const confidence = message.intent?.confidence ?? null
  const clicked = postback?.buttonClick.buttonId ?? null
  const urls = images.length === 0 ? null : JSON.stringify(images.map(({ url }) => url))
  store
    .prepare(INSERT_MESSAGE)
    .run(id, time, Number(incoming), user, session, conversationId, text, intent, confidence, urls, clicked)
  store.prepare('INSERT INTO payloads (message, json) VALUES (?, ?)').run(id, json)
  insertAll(
    store,
    INSERT_BUTTONS,
    buttons.map((button, position) => [id, position, button.id, button.label, button.value]),
  )
  const inputs = message.intent?.inputs ?? []
  insertAll(
    store,
    INSERT_INPUTS,
    inputs.map(({ name, value }, position) => [id, position, intent, name, value]),
  )
  if (clicked !== null) markClicked(store, row, clicked)
}

/** Makes the texts of the messages with this id and higher ones searchable. */
export function indexTexts(store: TrackerStore, firstMessage: number): void {
  store.prepare(INDEX_TEXTS).run(firstMessage)
}

/** So many rows go into one statement: each number of rows is a statement of its own. */
const ROWS_TOGETHER = 8

function insertAll(store: TrackerStore, insert: string, rows: readonly (readonly SqliteValue[])[]): void {
  for (let start = 0; start < rows.length; start += ROWS_TOGETHER) {
    const together = rows.slice(start, start + ROWS_TOGETHER)
    store.prepare(`${insert} VALUES ${together.map(toPlaceholders).join(', ')}`).run(...together.flat())
  }
}

const toPlaceholders = (row: readonly SqliteValue[]): string => `(${row.map(() => '?').join(', ')})`

/** A click names the button's id, or its value where the bot did not know the id. */
function markClicked(store: TrackerStore, { id, user, time }: MessageRow, clicked: string): void {
  const offer = store.prepare(SELECT_OFFER).get(user, time, clicked, clicked, clicked) as
    | { readonly message: number; readonly position: number }
    | undefined
  if (offer === undefined) return
  store
    .prepare('UPDATE buttons SET clicked_by = ? WHERE message = ? AND position = ?')
    .run(id, offer.message, offer.position)
}

const INSERT_MESSAGE = `
INSERT INTO messages (id, time, incoming, user, session, conversation, text, intent, confidence, images, clicked)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const INDEX_TEXTS = 'INSERT INTO message_text (rowid, text) SELECT id, text FROM messages WHERE id >= ?'

const INSERT_BUTTONS = 'INSERT INTO buttons (message, position, button_id, label, value)'

const INSERT_INPUTS = 'INSERT INTO intent_inputs (message, position, intent, name, value)'

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
