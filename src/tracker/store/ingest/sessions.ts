import type { SqliteValue } from '../../../sqlite/database'
import { SESSION_GAP_MS } from '../../schema'
import type { TrackerStore } from '../tracker-store'
import type { HourSums } from './hour-sums'
import { type PathListener, type PathMessage, type PathState, START, walk } from './path'
import { Rows } from './rows'

interface Session {
  readonly id: number
  readonly user: number
  readonly key: string | null
  /** As it stands in the table. */
  readonly storedStart: number
  startedAt: number
  endedAt: number
  incoming: number
  path: PathState
  /** This batch's messages, in the order of their arrival. */
  readonly added: PathMessage[]
  /** Sessions of this user that turned out to be a part of this one. */
  readonly absorbed: Session[]
  /** true where a message came before one that is there already: the path has to be walked anew. */
  late: boolean
}

interface SessionRow {
  readonly id: number
  readonly startedAt: number
  readonly endedAt: number
  readonly incoming: number
  readonly lastIntent: number | null
  readonly turnNotHandled: number
}

export interface SessionsContext {
  readonly store: TrackerStore
  readonly sums: HourSums
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
  add(user: number, key: string | undefined, message: PathMessage): number {
    const session = this.#find(user, key ?? null, message.time)
    session.late ||= message.time < session.endedAt
    session.startedAt = Math.min(session.startedAt, message.time)
    session.endedAt = Math.max(session.endedAt, message.time)
    if (message.incoming) session.incoming++
    session.added.push(message)
    return session.id
  }

  flush(): void {
    const rows = new Rows('sessions', COLUMNS, ON_CONFLICT)
    for (const session of [...this.#byUser.values()].flat()) {
      if (session.added.length === 0) continue
      if (session.late) this.#walkAnew(session)
      else for (const message of session.added) this.#step(session, message, 1)
      rows.add(...toRow(session))
    }
    rows.flush(this.#context.store)
    this.#moveStarts()
  }

  /** Apart from the rest, so that two indexes are left alone where no start has changed. */
  #moveStarts(): void {
    for (const { id, startedAt, storedStart } of [...this.#byUser.values()].flat()) {
      if (startedAt !== storedStart) this.#context.store.prepare(MOVE_START).run(startedAt, id)
    }
  }

  #find(user: number, key: string | null, time: number): Session {
    const [first, ...others] = this.#candidates(user, key, time)
    if (first === undefined) return this.#create(user, key, time)
    for (const other of others) this.#absorb(first, other)
    return first
  }

  /** The sessions that the moment belongs to: two at most without a key, one with a key. */
  #candidates(user: number, key: string | null, time: number): readonly Session[] {
    const latest = key === null ? this.#loadLatest(user) : undefined
    // All others end before this one begins, by more than the gap.
    if (latest !== undefined && time >= latest.startedAt) return belongs(latest, key, time) ? [latest] : []
    for (const row of this.#load(user, key, time)) {
      const session = restore(row, user, key)
      if (!this.#seen.has(row.id) && belongs(session, key, time)) this.#keep(session)
    }
    return (this.#byUser.get(user) ?? []).filter((session) => belongs(session, key, time))
  }

  /** The user's last session without a key; undefined where there is none yet. */
  #loadLatest(user: number): Session | undefined {
    if (!this.#latest.has(user)) {
      const row = this.#context.store.prepare(SELECT_LATEST).get(user) as SessionRow | undefined
      this.#latest.set(user, row && this.#keep(restore(row, user, null)))
    }
    return this.#latest.get(user)
  }

  #load(user: number, key: string | null, time: number): readonly SessionRow[] {
    const { store } = this.#context
    const rows =
      key === null
        ? store.prepare(SELECT).all(user, time + SESSION_GAP_MS)
        : store.prepare(SELECT_BY_KEY).all(user, key)
    return rows as SessionRow[]
  }

  #create(user: number, key: string | null, time: number): Session {
    const empty = { incoming: 0, lastIntent: null, turnNotHandled: 0 }
    const row = { id: this.#nextId++, startedAt: time, endedAt: time, ...empty }
    const session = this.#keep(restore(row, user, key))
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
    session.absorbed.push(other, ...other.absorbed)
    session.late = true
    const sessions = this.#byUser.get(session.user) ?? []
    sessions.splice(sessions.indexOf(other), 1)
    if (this.#latest.get(session.user) === other) this.#latest.set(session.user, session)
  }

  /** Takes back what the stored messages counted for, joins the sessions, and counts all of their messages. */
  #walkAnew(session: Session): void {
    const { store, firstMessage } = this.#context
    const { user, startedAt, endedAt } = session
    for (const part of [session, ...session.absorbed]) {
      part.path = START
      const stored = store.prepare(SELECT_MESSAGES).all(user, startedAt, endedAt, part.id, firstMessage)
      for (const row of stored) this.#step(part, toPathMessage(row), -1)
    }
    for (const { id } of session.absorbed) {
      store.prepare(MOVE_MESSAGES).run(session.id, user, startedAt, endedAt, id)
      store.prepare('DELETE FROM sessions WHERE id = ?').run(id)
    }
    session.path = START
    const all = store
      .prepare(SELECT_MESSAGES)
      .all(user, startedAt, endedAt, session.id, Number.MAX_SAFE_INTEGER)
    for (const row of all) this.#step(session, toPathMessage(row), 1)
  }

  #step(session: Session, message: PathMessage, by: 1 | -1): void {
    const { sums, notHandled } = this.#context
    const listener: PathListener = {
      step: (time, from, to) => sums.step(time, from, to, by),
      notHandled: (time) => sums.notHandled(time, by),
    }
    session.path = walk(session.path, message, notHandled, listener)
  }
}

function toRow({ id, user, key, startedAt, endedAt, incoming, path }: Session): readonly SqliteValue[] {
  return [id, user, key, startedAt, endedAt, incoming, path.lastIntent, Number(path.turnNotHandled)]
}

function restore(row: SessionRow, user: number, key: string | null): Session {
  const { id, startedAt, endedAt, incoming, lastIntent, turnNotHandled } = row
  const path = { lastIntent, turnNotHandled: turnNotHandled !== 0 }
  const fresh = { storedStart: startedAt, added: [], absorbed: [], late: false }
  return { id, user, key, startedAt, endedAt, incoming, path, ...fresh }
}

function belongs(session: Session, key: string | null, time: number): boolean {
  if (session.key !== key) return false
  if (key !== null) return true
  return session.startedAt - SESSION_GAP_MS <= time && time <= session.endedAt + SESSION_GAP_MS
}

function toPathMessage(row: unknown): PathMessage {
  const { time, incoming, intent } = row as { time: number; incoming: number; intent: number | null }
  return { time, incoming: incoming !== 0, intent }
}

const SELECTED = `
SELECT id, started_at AS startedAt, ended_at AS endedAt, incoming, last_intent AS lastIntent,
  turn_not_handled AS turnNotHandled
FROM sessions`

// Sessions without a key lie apart by more than the gap, so none but these two can be within it.
const SELECT = `${SELECTED} WHERE user = ? AND key IS NULL AND started_at <= ? ORDER BY started_at DESC LIMIT 2`
const SELECT_LATEST = `${SELECTED} WHERE user = ? AND key IS NULL ORDER BY started_at DESC LIMIT 1`
const SELECT_BY_KEY = `${SELECTED} WHERE user = ? AND key = ?`

const SELECT_MESSAGES = `
SELECT time, incoming, intent FROM messages
WHERE user = ? AND time BETWEEN ? AND ? AND session = ? AND id < ? ORDER BY time, id`

const MOVE_MESSAGES = `
UPDATE messages SET session = ? WHERE user = ? AND time BETWEEN ? AND ? AND session = ?`

const COLUMNS = ['id', 'user', 'key', 'started_at', 'ended_at', 'incoming', 'last_intent', 'turn_not_handled']

const ON_CONFLICT = `
ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, incoming = excluded.incoming,
  last_intent = excluded.last_intent, turn_not_handled = excluded.turn_not_handled`

const MOVE_START = 'UPDATE sessions SET started_at = ? WHERE id = ?'
