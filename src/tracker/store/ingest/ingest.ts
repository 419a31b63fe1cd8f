import { NOT_HANDLED } from '../../../wire/not-handled'
import type { TrackerStore } from '../tracker-store'
import { type Arrival, type ArrivedEvent, type ArrivedMessage, timeOf } from './arrival'
import { HourSums } from './hour-sums'
import { MessageRows } from './message-rows'
import { Names } from './names'
import { Receipts } from './receipts'
import { Rows } from './rows'
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
   * @returns how many were new: a delivery whose key is known already is left out
   */
  store(arrivals: readonly Arrival[]): number {
    try {
      return this.#store.transaction(() => {
        const batch = new Batch(this.#store, this.#names)
        const fresh = this.#receipts.onlyNew(arrivals)
        for (const arrival of fresh) batch.add(arrival)
        batch.flush()
        return fresh.length
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
  readonly #messages = new MessageRows()
  readonly #events = new Rows('events', ['time', 'user', 'event', 'amount', 'json'])
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

  add(arrival: Arrival): void {
    if (arrival.type === 'event') this.#addEvent(arrival)
    else this.#addMessage(arrival)
  }

  flush(): void {
    this.#messages.flush(this.#store, this.#firstMessage)
    this.#events.flush(this.#store)
    this.#sessions.flush()
    this.#sums.flush(this.#store)
    this.#users.flush()
  }

  #addMessage(arrival: ArrivedMessage): void {
    const { type, payload: message, json } = arrival
    const time = timeOf(arrival)
    const id = this.#nextMessage++
    const incoming = type === 'incoming'
    const user = this.#users.count(message.userId, time, type)
    const intent = message.intent === undefined ? null : this.#names.intent(message.intent.name)
    const session = this.#sessions.add(user, message.sessionId, { time, incoming, intent })
    this.#messages.add({ id, time, incoming, user, session, intent, message, json })
    this.#sums.message(time, type, intent, message.intent?.inputs)
  }

  #addEvent(arrival: ArrivedEvent): void {
    const { payload, json } = arrival
    const time = timeOf(arrival)
    const user = this.#users.count(payload.userId, time, 'events')
    const event = this.#names.event(payload.type, payload.name)
    const amount = payload.type === 'revenueEvent' ? payload.amount : null
    this.#events.add(time, user, event, amount, json)
    this.#sums.event(time, event, amount ?? 0)
  }
}
