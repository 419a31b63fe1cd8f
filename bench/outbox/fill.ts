import { MessageStore } from '../../src/outbox/message-store'
import { openDatabase } from '../../src/sqlite/open'
import { createEnvelope } from '../../src/wire/envelope'

/** An outbox's file with so many short messages, each of its own conversation, as an earlier process may leave it. */
export function fillOutbox(path: string, messages: number): void {
  const database = openDatabase(path)
  const store = new MessageStore(database, {
    slots: undefined,
    slot: 1,
    maxBytes: Number.MAX_SAFE_INTEGER,
    maxDeadLetterBytes: 1,
  })
  store.transaction(() => {
    for (let index = 0; index < messages; index += 1) {
      const userId = String(10 ** 15 + index)
      const json = JSON.stringify({ text: `message ${index}`, userId })
      store.add(createEnvelope({ type: 'incoming', json, conversation: userId, capturedAt: Date.now() }))
    }
  })
  store.checkpoint()
  database.close()
}
