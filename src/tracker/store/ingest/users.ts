import type { TrackerStore } from '../tracker-store'

interface User {
  readonly id: number
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

  constructor(store: TrackerStore) {
    this.#store = store
  }

  /** Counts one payload of the user, and returns the user's row id. */
  count(userId: string, time: number, kind: Kind): number {
    let user = this.#touched.get(userId)
    if (user === undefined) {
      user = this.#load(userId) ?? this.#insert(userId, time)
      this.#touched.set(userId, user)
    }
    user.firstSeen = Math.min(user.firstSeen, time)
    user.lastSeen = Math.max(user.lastSeen, time)
    user[kind]++
    return user.id
  }

  flush(): void {
    for (const { id, firstSeen, lastSeen, incoming, outgoing, events } of this.#touched.values()) {
      this.#store.prepare(UPDATE).run(firstSeen, lastSeen, incoming, outgoing, events, id)
    }
  }

  #load(userId: string): User | undefined {
    return this.#store.prepare(SELECT).get(userId) as User | undefined
  }

  #insert(userId: string, time: number): User {
    const id = Number(this.#store.prepare(INSERT).run(userId, time, time).lastInsertRowid)
    return { id, firstSeen: time, lastSeen: time, incoming: 0, outgoing: 0, events: 0 }
  }
}

const SELECT = `
SELECT id, first_seen AS firstSeen, last_seen AS lastSeen, incoming, outgoing, events
FROM users WHERE user_id = ?`

const INSERT = `
INSERT INTO users (user_id, first_seen, last_seen, incoming, outgoing, events) VALUES (?, ?, ?, 0, 0, 0)`

const UPDATE = `
UPDATE users SET first_seen = ?, last_seen = ?, incoming = ?, outgoing = ?, events = ? WHERE id = ?`
