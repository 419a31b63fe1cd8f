import { indexWords } from '../../search/words'
import type { TrackerStore } from '../tracker-store'
import { storedName } from './arrival'
import type { Profile } from './profile'
import { Rows } from './rows'

interface StoredUser {
  readonly id: number
  readonly name: string | null
  readonly handle: string | null
  readonly firstSeen: number
  readonly lastSeen: number
  readonly incoming: number
  readonly outgoing: number
  readonly events: number
  readonly sessions: number
  readonly revenue: number
}

type User = { -readonly [Field in keyof StoredUser]: StoredUser[Field] } & {
  readonly userId: string
  readonly bot: number
  /** As it stands in the table; undefined for a new user. */
  readonly stored: StoredUser | undefined
}

type Kind = 'incoming' | 'outgoing' | 'events'

/** Sums of amounts end here: beyond lies infinity, from which no sum comes back. */
export const MAX_AMOUNT = Number.MAX_VALUE

/** A sum that stays a number. */
export const addAmounts = (one: number, other: number): number =>
  Math.max(-MAX_AMOUNT, Math.min(MAX_AMOUNT, one + other))

/** The users that a batch touches: each is read once and written once. */
export class Users {
  readonly #store: TrackerStore
  readonly #touched = new Map<string, User>()
  readonly #byId = new Map<number, User>()
  #nextId: number

  constructor(store: TrackerStore) {
    this.#store = store
    this.#nextId = store.nextId('users')
  }

  /** Counts one payload of the user, and returns the user's row id. */
  count(bot: number, userId: string, time: number, kind: Kind): number {
    const user = this.#find(bot, userId, time)
    user.firstSeen = Math.min(user.firstSeen, time)
    user.lastSeen = Math.max(user.lastSeen, time)
    user[kind]++
    return user.id
  }

  /**
   * true where something of the user was stored before this batch that happened later; or an event of the same moment,
   * which belongs behind a message. Of a user who was counted in this batch.
   */
  isLate(id: number, time: number): boolean {
    const stored = this.#byId.get(id)?.stored
    if (stored === undefined) return false
    return time < stored.lastSeen || (time === stored.lastSeen && stored.events > 0)
  }

  /** Of a user who was counted in this batch. */
  addRevenue(id: number, amount: number): void {
    const user = this.#byId.get(id)
    if (user !== undefined) user.revenue = addAmounts(user.revenue, amount)
  }

  addSessions(id: number, by: number): void {
    const user = this.#byId.get(id)
    if (user !== undefined) user.sessions += by
  }

  name(id: number, { name, handle }: Profile): void {
    const user = this.#byId.get(id)
    if (user === undefined) return
    user.name = name
    user.handle = handle
  }

  flush(): void {
    const rows = new Rows('users', COLUMNS, ON_CONFLICT)
    for (const user of this.#byId.values()) rows.add(...toRow(user))
    rows.flush(this.#store)
    for (const user of this.#byId.values()) this.#flushRare(user)
  }

  /** Apart from the rest, so that an index is left alone where nothing in it has changed. */
  #flushRare({ id, userId, name, handle, firstSeen, stored }: User): void {
    if (stored !== undefined && firstSeen !== stored.firstSeen) {
      this.#store.prepare(MOVE_FIRST).run(firstSeen, id)
    }
    if (stored !== undefined && name === stored.name && handle === stored.handle) return
    if (stored !== undefined) {
      this.#store.prepare(RENAME).run(name, handle, id)
      this.#store.prepare(DELETE_USER_WORDS).run(id, userWords(userId, stored))
    }
    this.#store.prepare(INSERT_WORDS).run(id, userWords(userId, { name, handle }))
  }

  #find(bot: number, userId: string, time: number): User {
    const key = `${bot} ${userId}`
    let user = this.#touched.get(key)
    if (user === undefined) {
      const name = storedName(userId)
      const stored = this.#store.prepare(SELECT).get(name, bot) as StoredUser | undefined
      user = { ...(stored ?? this.#create(time)), userId: name, bot, stored }
      this.#touched.set(key, user)
      this.#byId.set(user.id, user)
    }
    return user
  }

  #create(time: number): StoredUser {
    const counts = { incoming: 0, outgoing: 0, events: 0, sessions: 0, revenue: 0 }
    return { id: this.#nextId++, name: null, handle: null, firstSeen: time, lastSeen: time, ...counts }
  }
}

/** The words under which a user is found. */
export function userWords(userId: string, { name, handle }: Profile): string {
  return indexWords([userId, name, handle].filter((part) => part !== null).join(' '))
}

function toRow(user: User) {
  const { id, bot, userId, name, handle, firstSeen, lastSeen } = user
  const { incoming, outgoing, events, sessions, revenue } = user
  return [
    ...[id, bot, userId, name, handle, firstSeen, lastSeen],
    ...[incoming, outgoing, events, sessions, revenue],
  ]
}

const SELECT = `
SELECT id, name, handle, first_seen AS firstSeen, last_seen AS lastSeen, incoming, outgoing, events, sessions, revenue
FROM users WHERE user_id = ? AND bot = ?`

const COLUMNS = [
  ...['id', 'bot', 'user_id', 'name', 'handle', 'first_seen', 'last_seen'],
  ...['incoming', 'outgoing', 'events', 'sessions', 'revenue'],
]

const ON_CONFLICT = `
ON CONFLICT (id) DO UPDATE SET last_seen = excluded.last_seen, incoming = excluded.incoming,
  outgoing = excluded.outgoing, events = excluded.events, sessions = excluded.sessions, revenue = excluded.revenue`

const MOVE_FIRST = 'UPDATE users SET first_seen = ? WHERE id = ?'
const RENAME = 'UPDATE users SET name = ?, handle = ? WHERE id = ?'
const INSERT_WORDS = 'INSERT INTO user_text (rowid, words) VALUES (?, ?)'

/** Of a table without content, the words that were indexed have to be given back. */
export const DELETE_USER_WORDS = "INSERT INTO user_text (user_text, rowid, words) VALUES ('delete', ?, ?)"
