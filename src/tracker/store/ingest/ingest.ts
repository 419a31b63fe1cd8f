import { NOT_HANDLED } from '../../../wire/not-handled'
import type { TrackerStore } from '../tracker-store'
import { ActiveUsers, NotedUsers } from './active-users'
import { type Arrival, type ArrivedEvent, type ArrivedMessage, timeOf } from './arrival'
import { EventRows } from './event-rows'
import { LateMessages } from './late-messages'
import { MessageRows } from './message-rows'
import { Names } from './names'
import { profileOf } from './profile'
import { Receipts } from './receipts'
import { Sessions } from './sessions'
import { SlotSums } from './slot-sums'
import { Users } from './users'

/** Writes payloads into the tables, and keeps what is derived from them: users, sessions, paths, sums. */
export class Ingest {
  readonly #store: TrackerStore
  readonly #names: Names
  readonly #receipts: Receipts
  readonly #noted = new NotedUsers()

  constructor(store: TrackerStore) {
    this.#store = store
    this.#names = new Names(store)
    this.#receipts = new Receipts(store, this.#names)
  }

  /**
   * Stores all of them in one transaction, or none.
   * @returns those that were new: a delivery whose key is known already is left out
   */
  store(arrivals: readonly Arrival[]): readonly Arrival[] {
    return this.storeNext(() => arrivals)
  }

  /** The same, of what is taken from elsewhere in the same transaction. */
  storeNext(take: () => readonly Arrival[]): readonly Arrival[] {
    try {
      return this.#store.transaction(() => {
        const arrivals = take()
        if (arrivals.length === 0) return arrivals
        const batch = new Batch(this.#store, this.#names, this.#noted)
        const fresh = this.#receipts.onlyNew(arrivals)
        for (const arrival of fresh) batch.add(arrival)
        batch.flush()
        return fresh
      })
    } catch (error) {
      this.forget()
      throw error
    }
  }

  /** To be called where the database is another one now. */
  forget(): void {
    this.#names.forget()
    this.#noted.forget()
  }
}

/** What is gathered while a transaction is open, and written at its end. */
class Batch {
  readonly #store: TrackerStore
  readonly #names: Names
  readonly #users: Users
  readonly #messages = new MessageRows()
  readonly #late = new LateMessages()
  readonly #events = new EventRows()
  readonly #sums = new SlotSums()
  readonly #activeUsers: ActiveUsers
  readonly #sessions: Sessions
  #nextMessage: number

  constructor(store: TrackerStore, names: Names, noted: NotedUsers) {
    this.#store = store
    this.#names = names
    this.#users = new Users(store)
    const firstMessage = store.nextId('messages')
    this.#nextMessage = firstMessage
    this.#activeUsers = new ActiveUsers(noted, firstMessage)
    this.#sessions = new Sessions({
      store,
      sums: this.#sums,
      users: this.#users,
      messages: this.#messages,
      firstMessage,
      notHandled: names.intent(NOT_HANDLED),
    })
  }

  add(arrival: Arrival): void {
    if (arrival.type === 'event') this.#addEvent(arrival)
    else this.#addMessage(arrival)
  }

  /** Sessions come first, because they know which message was a reply; late messages need all rows to be there. */
  flush(): void {
    this.#sessions.walkAhead()
    this.#messages.flush(this.#store)
    this.#sessions.flush()
    this.#late.repair(this.#store, this.#sums)
    this.#events.flush(this.#store, this.#sums)
    this.#sums.flush(this.#store)
    this.#activeUsers.flush(this.#store)
    this.#users.flush()
  }

  #addMessage(arrival: ArrivedMessage): void {
    const { type, payload: message, json } = arrival
    const time = timeOf(arrival)
    const id = this.#nextMessage++
    const incoming = type === 'incoming'
    const bot = this.#names.bot(arrival.bot)
    const user = this.#users.count(bot, message.userId, time, type)
    const profile = profileOf(message)
    if (profile !== undefined) this.#users.name(user, profile)
    const intent = message.intent === undefined ? null : this.#names.intent(message.intent.name)
    const session = this.#sessions.add(bot, user, message.sessionId, { id, time, incoming, intent })
    if (this.#users.isLate(user, time)) this.#late.add(user, time)
    this.#messages.add({ id, bot, time, incoming, user, session, intent, message, json })
    this.#sums.message(bot, time, incoming, intent, message.intent?.inputs)
    if (incoming) this.#activeUsers.add(bot, time, user)
  }

  #addEvent(arrival: ArrivedEvent): void {
    const { payload, json } = arrival
    const time = timeOf(arrival)
    const bot = this.#names.bot(arrival.bot)
    const user = this.#users.count(bot, payload.userId, time, 'events')
    const event = this.#names.event(payload.type, payload.name)
    const amount = payload.type === 'revenueEvent' ? payload.amount : null
    if (amount !== null) this.#users.addRevenue(user, amount)
    this.#events.add({ bot, time, user, event, amount, json })
  }
}
