import type { TrackerStore } from '../tracker-store'
import { Rows } from './rows'

interface User {
  readonly id: number
  /** As it stands in the table. */
  readonly storedFirst: number
  firstSeen: number
  lastSeen: number
  incoming: number
  outgoing: number
  events: number
}

type Kind = 'incoming' | 'outgoing' | 'events'

/** The users that a batch touches: each is read once and written once. */
export class Users {
  readonly #store: TrackerStore
  readonly #touched = new Map<string, User>()
  #nextId: number

  constructor(store: TrackerStore) {
    this.#store = store
    this.#nextId = store.nextId('users')
  }

  /** Counts one payload of the user, and returns the user's row id. */
  count(userId: string, time: number, kind: Kind): number {
    let user = this.#touched.get(userId)
    if (user === undefined) {
      user = this.#load(userId) ?? this.#create(time)
      this.#touched.set(userId, user)
    }
    user.firstSeen = Math.min(user.firstSeen, time)
    user.lastSeen = Math.max(user.lastSeen, time)
    user[kind]++
    return user.id
  }

  flush(): void {
    const rows = new Rows('users', COLUMNS, ON_CONFLICT)
    for (const [userId, { id, firstSeen, lastSeen, incoming, outgoing, events }] of this.#touched) {
      rows.add(id, userId, firstSeen, lastSeen, incoming, outgoing, events)
    }
    rows.flush(this.#store)
    // Apart from the rest, so that an index is left alone where it has not changed.
    for (const { id, firstSeen, storedFirst } of this.#touched.values()) {
      if (firstSeen !== storedFirst) this.#store.prepare(MOVE_FIRST).run(firstSeen, id)
    }
  }

  #load(userId: string): User | undefined {
    const row = this.#store.prepare(SELECT).get(userId) as Omit<User, 'storedFirst'> | undefined
    return row && { ...row, storedFirst: row.firstSeen }
  }

  #create(time: number): User {
    const times = { storedFirst: time, firstSeen: time, lastSeen: time }
    return { id: this.#nextId++, ...times, incoming: 0, outgoing: 0, events: 0 }
  }
}

const SELECT = `
SELECT id, first_seen AS firstSeen, last_seen AS lastSeen, incoming, outgoing, events
FROM users WHERE user_id = ?`

const COLUMNS = ['id', 'user_id', 'first_seen', 'last_seen', 'incoming', 'outgoing', 'events']

const ON_CONFLICT = `
ON CONFLICT (id) DO UPDATE SET last_seen = excluded.last_seen, incoming = excluded.incoming, outgoing = excluded.outgoing, events = excluded.events`

const MOVE_FIRST = 'UPDATE users SET first_seen = ? WHERE id = ?'
