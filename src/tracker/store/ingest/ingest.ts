import type { Stored } from '../../live'
import { NOT_HANDLED } from '../../schema'
import type { TrackerStore } from '../tracker-store'
import { type Arrival, type ArrivedEvent, type ArrivedMessage, timeOf } from './arrival'
import { HourSums } from './hour-sums'
import { MessageRows } from './message-rows'
import { Names } from './names'
import { Receipts } from './receipts'
import { Sessions } from './sessions'
import { Users } from './users'

/** Writes payloads into the tables, and keeps what is derived from them: users, sessions, paths, hourly sums. */
export class Ingest {
  readonly #store: TrackerStore
  readonly #names: Names
  readonly #receipts: Receipts

  constructor(store: TrackerStore) {
    this.#store = store
    this.#names = new Names(store)
    this.#receipts = new Receipts(store)
  }

  /**
   * Stores all of them in one transaction, or none.
   * @returns what was new: a delivery whose key is known already is left out
   */
  store(arrivals: readonly Arrival[]): readonly Stored[] {
    try {
      return this.#store.transaction(() => {
        const batch = new Batch(this.#store, this.#names)
        const stored = this.#receipts.onlyNew(arrivals).map((arrival) => batch.add(arrival))
        batch.flush()
        return stored
      })
    } catch (error) {
      this.#names.forget()
      throw error
    }
  }
}

/** What is gathered while a transaction is open, and written at its end. */
class Batch {
  readonly #store: TrackerStore
  readonly #names: Names
  readonly #users: Users
  readonly #rows = new MessageRows()
  readonly #sums = new HourSums()
  readonly #sessions: Sessions
  readonly #firstMessage: number
  #nextMessage: number

  constructor(store: TrackerStore, names: Names) {
    this.#store = store
    this.#names = names
    this.#users = new Users(store)
    this.#firstMessage = store.nextId('messages')
    this.#nextMessage = this.#firstMessage
    this.#sessions = new Sessions({
      store,
      sums: this.#sums,
      firstMessage: this.#firstMessage,
      notHandled: names.intent(NOT_HANDLED),
    })
  }

  add(arrival: Arrival): Stored {
    return arrival.type === 'event' ? this.#addEvent(arrival) : this.#addMessage(arrival)
  }

  flush(): void {
    this.#rows.flush(this.#store, this.#firstMessage)
    this.#sessions.flush()
    this.#sums.flush(this.#store)
    this.#users.flush()
  }

  #addMessage(arrival: ArrivedMessage): Stored {
    const { type, payload: message, json } = arrival
    const time = timeOf(arrival)
    const id = this.#nextMessage++
    const incoming = type === 'incoming'
    const user = this.#users.count(message.userId, time, type)
    const intent = message.intent === undefined ? null : this.#names.intent(message.intent.name)
    const session = this.#sessions.add(user, message.sessionId, { time, incoming, intent })
    this.#rows.add({ id, time, incoming, user, session, intent, message, json })
    this.#sums.message(time, type, intent)
    if (intent !== null) {
      for (const { name, value } of message.intent?.inputs ?? []) this.#sums.input(time, intent, name, value)
    }
    return { type, id, userId: message.userId, time }
  }

  #addEvent(arrival: ArrivedEvent): Stored {
    const { payload, json } = arrival
    const { userId, name, conversationId = null } = payload
    const time = timeOf(arrival)
    const user = this.#users.count(userId, time, 'events')
    const event = this.#names.event(payload.type, name)
    const amount = payload.type === 'revenueEvent' ? payload.amount : null
    const { lastInsertRowid } = this.#store
      .prepare(INSERT_EVENT)
      .run(time, user, event, conversationId, amount, json)
    this.#sums.event(time, event, amount ?? 0)
    return { type: 'event', id: Number(lastInsertRowid), userId, time }
  }
}

const INSERT_EVENT = `
INSERT INTO events (time, user, event, conversation, amount, json) VALUES (?, ?, ?, ?, ?, ?)`
