import { SESSION_GAP_MS } from '../../schema'
import type { TrackerStore } from '../tracker-store'
import { storedName } from './arrival'
import type { MessageRows } from './message-rows'
import { type PathListener, type PathMessage, START, walk } from './path'
import { Rows } from './rows'
import type { Session, SessionOwner, SessionRow } from './session'
import {
  createSession,
  ON_SESSION_CONFLICT,
  restoreSession,
  SELECT_BY_KEY,
  SELECT_LATEST,
  SELECT_NEAR,
  SESSION_COLUMNS,
  sumOf,
  toSessionColumns,
} from './session'
import type { SlotSums } from './slot-sums'
import type { Users } from './users'

export interface SessionsContext {
  readonly store: TrackerStore
  readonly sums: SlotSums
  readonly users: Pick<Users, 'addSessions'>
  readonly messages: Pick<MessageRows, 'replied'>
  /** The batch's messages have this id and higher ones. */
  readonly firstMessage: number
  /** The intent that says that the bot could not answer. */
  readonly notHandled: number
}

/**
 * The sessions that a batch touches. Messages may come late and out of order: one can widen a session at either
 * end, join two, or fall into the middle of a path, and the tables end up as if all had come in order.
 */
export class Sessions {
  readonly #context: SessionsContext
  readonly #byUser = new Map<number, Session[]>()
  readonly #latest = new Map<number, Session | undefined>()
  readonly #seen = new Set<number>()
  #nextId: number

  constructor(context: SessionsContext) {
    this.#context = context
    this.#nextId = context.store.nextId('sessions')
  }

  /** Puts a message into its session, and returns the session's id. */
  add(bot: number, user: number, key: string | undefined, message: PathMessage): number {
    const owner = { bot, user, key: key === undefined ? null : storedName(key) }
    const session = this.#find(owner, message.time)
    session.isLate ||= message.time < session.endedAt
    session.startedAt = Math.min(session.startedAt, message.time)
    session.endedAt = Math.max(session.endedAt, message.time)
    session[message.incoming ? 'incoming' : 'outgoing']++
    session.added.push(message)
    return session.id
  }

  /** Walks the paths of the sessions whose messages came in order, before the batch's messages are written. */
  walkAhead(): void {
    for (const session of this.#changed()) {
      if (session.isLate) continue
      const count = this.#listener(session.bot, 1, false)
      for (const message of session.added) this.#step(session, message, count)
    }
  }

  /** Walks all other paths again, and writes the sessions. */
  flush(): void {
    const { store, sums, users, notHandled } = this.#context
    const rows = new Rows('sessions', SESSION_COLUMNS, ON_SESSION_CONFLICT)
    for (const session of this.#changed()) {
      if (session.isLate) this.#walkAgain(session)
      for (const part of [session, ...session.absorbed]) {
        if (part.stored === undefined) continue
        sums.session(part.bot, part.stored, -1)
        users.addSessions(part.user, -1)
      }
      sums.session(session.bot, sumOf(session, notHandled), 1)
      users.addSessions(session.user, 1)
      rows.add(...toSessionColumns(session))
    }
    rows.flush(store)
    this.#moveStarts()
  }

  #changed(): readonly Session[] {
    return [...this.#byUser.values()].flat().filter(({ added }) => added.length > 0)
  }

  /** Apart from the rest, so that the index is left alone where nothing in it has changed. */
  #moveStarts(): void {
    for (const { id, startedAt, stored } of this.#changed()) {
      if (stored === undefined || startedAt === stored.startedAt) continue
      this.#context.store.prepare(MOVE_START).run(startedAt, id)
    }
  }

  #find(owner: SessionOwner, time: number): Session {
    const [first, ...others] = this.#candidates(owner, time)
    if (first === undefined) return this.#create(owner, time)
    for (const other of others) this.#absorb(first, other)
    return first
  }

  /** The sessions that the moment belongs to: two at most without a key, one with a key. */
  #candidates(owner: SessionOwner, time: number): readonly Session[] {
    const { user, key } = owner
    const latest = key === null ? this.#loadLatest(owner) : undefined
    // All others end before this one begins, by more than the gap.
    if (latest !== undefined && time >= latest.startedAt) return belongs(latest, key, time) ? [latest] : []
    for (const row of this.#load(owner, time)) {
      if (this.#seen.has(row.id)) continue
      const session = restoreSession(row, owner, this.#context.notHandled)
      if (belongs(session, key, time)) this.#keep(session)
    }
    return (this.#byUser.get(user) ?? []).filter((session) => belongs(session, key, time))
  }

  /** The user's last session without a key; undefined before the first. */
  #loadLatest(owner: SessionOwner): Session | undefined {
    const { user } = owner
    if (!this.#latest.has(user)) {
      const { store, notHandled } = this.#context
      const row = store.prepare(SELECT_LATEST).get(user) as SessionRow | undefined
      this.#latest.set(user, row && this.#keep(restoreSession(row, owner, notHandled)))
    }
    return this.#latest.get(user)
  }

  #load({ user, key }: SessionOwner, time: number): readonly SessionRow[] {
    const { store } = this.#context
    const rows =
      key === null
        ? store.prepare(SELECT_NEAR).all(user, time + SESSION_GAP_MS)
        : store.prepare(SELECT_BY_KEY).all(user, key)
    return rows as SessionRow[]
  }

  #create(owner: SessionOwner, time: number): Session {
    const { user, key } = owner
    const session = this.#keep(createSession(this.#nextId++, owner, time))
    const latest = this.#latest.get(user)
    if (key === null && (latest === undefined || latest.startedAt < time)) this.#latest.set(user, session)
    return session
  }

  #keep(session: Session): Session {
    this.#seen.add(session.id)
    const sessions = this.#byUser.get(session.user)
    if (sessions === undefined) this.#byUser.set(session.user, [session])
    else sessions.push(session)
    return session
  }

  #absorb(session: Session, other: Session): void {
    session.startedAt = Math.min(session.startedAt, other.startedAt)
    session.endedAt = Math.max(session.endedAt, other.endedAt)
    session.incoming += other.incoming
    session.outgoing += other.outgoing
    session.absorbed.push(other, ...other.absorbed)
    session.isLate = true
    const sessions = this.#byUser.get(session.user) ?? []
    sessions.splice(sessions.indexOf(other), 1)
    if (this.#latest.get(session.user) === other) this.#latest.set(session.user, session)
  }

  /** Takes back what the stored messages counted for, joins the sessions, and counts all of their messages. */
  #walkAgain(session: Session): void {
    const { store, firstMessage } = this.#context
    const { user, startedAt, endedAt } = session
    for (const part of [session, ...session.absorbed]) {
      part.path = START
      const stored = store.prepare(SELECT_MESSAGES).all(user, startedAt, endedAt, part.id, firstMessage)
      const takeBack = this.#listener(part.bot, -1)
      for (const row of stored) this.#step(part, toPathMessage(row), takeBack)
    }
    for (const { id } of session.absorbed) {
      store.prepare(MOVE_MESSAGES).run(session.id, user, startedAt, endedAt, id)
      store.prepare(MOVE_EVENTS).run(session.id, user, id)
      store.prepare('DELETE FROM sessions WHERE id = ?').run(id)
    }
    session.path = START
    const all = store
      .prepare(SELECT_MESSAGES)
      .all(user, startedAt, endedAt, session.id, Number.MAX_SAFE_INTEGER)
    const count = this.#listener(session.bot, 1)
    for (const row of all) this.#step(session, toPathMessage(row), count)
  }

  #step(session: Session, message: PathMessage, listener: PathListener): void {
    session.path = walk(session.path, message, this.#context.notHandled, listener)
  }

  /** While the batch's own rows are not written, they take the time of the reply with them. */
  #listener(bot: number, by: 1 | -1, isWritten = true): PathListener {
    const { store, sums, messages } = this.#context
    return {
      step: (time, from, to) => sums.step(bot, time, from, to, by),
      notHandled: (time, question) => {
        sums.notHandled(bot, time, by)
        if (question === null) return
        if (by === 1) store.prepare(INSERT_MISS).run(question, time, bot)
        else store.prepare(DELETE_MISS).run(question)
      },
      replied: (message, time, ms) => {
        sums.replied(bot, time, ms, by)
        if (isWritten) store.prepare(SET_REPLY).run(by === 1 ? ms : null, message)
        else messages.replied(message, ms)
      },
    }
  }
}

function belongs(session: Session, key: string | null, time: number): boolean {
  if (session.key !== key) return false
  if (key !== null) return true
  return session.startedAt - SESSION_GAP_MS <= time && time <= session.endedAt + SESSION_GAP_MS
}

function toPathMessage(row: unknown): PathMessage {
  const { id, time, incoming, intent } = row as Omit<PathMessage, 'incoming'> & { readonly incoming: number }
  return { id, time, incoming: incoming !== 0, intent }
}

const SELECT_MESSAGES = `
SELECT id, time, incoming, intent FROM messages
WHERE user = ? AND time BETWEEN ? AND ? AND session = ? AND id < ? ORDER BY time, id`

const MOVE_MESSAGES = `
UPDATE messages SET session = ? WHERE user = ? AND time BETWEEN ? AND ? AND session = ?`
const MOVE_EVENTS = 'UPDATE events SET session = ? WHERE user = ? AND session = ?'
const MOVE_START = 'UPDATE sessions SET started_at = ? WHERE id = ?'
const SET_REPLY = 'UPDATE messages SET reply_ms = ? WHERE id = ?'
const INSERT_MISS = 'INSERT OR REPLACE INTO misses (question, time, bot) VALUES (?, ?, ?)'
const DELETE_MISS = 'DELETE FROM misses WHERE question = ?'
