import type { SqliteValue } from '../../../sqlite/database'
import { exitOf, type PathMessage, type PathState, START } from './path'
import type { SessionSum } from './slot-sums'

/** A session as a batch works with it. */
export interface Session {
  readonly id: number
  readonly bot: number
  readonly user: number
  readonly key: string | null
  /** As it stands in the tables; undefined for a new session. */
  readonly stored: SessionSum | undefined
  startedAt: number
  endedAt: number
  incoming: number
  outgoing: number
  path: PathState
  /** This batch's messages, in the order of their arrival. */
  readonly added: PathMessage[]
  /** Sessions of this user that turned out to be a part of this one. */
  readonly absorbed: Session[]
  /** true where a message came before one that is there already: the path has to be walked again. */
  isLate: boolean
}

/** A row of the table. */
export interface SessionRow {
  readonly id: number
  readonly startedAt: number
  readonly endedAt: number
  readonly incoming: number
  readonly outgoing: number
  readonly lastIntent: number | null
  readonly turnNotHandled: number
  readonly question: number | null
  readonly askedAt: number | null
  readonly isAnswered: number
}

/** Whose a session is. */
export type SessionOwner = Pick<Session, 'bot' | 'user' | 'key'>

const fresh = () => ({ added: [], absorbed: [], isLate: false })

export function createSession(id: number, owner: SessionOwner, time: number): Session {
  const { bot, user, key } = owner
  const empty = { startedAt: time, endedAt: time, incoming: 0, outgoing: 0, path: START }
  return { id, bot, user, key, stored: undefined, ...empty, ...fresh() }
}

export function restoreSession(
  row: SessionRow,
  { bot, user, key }: SessionOwner,
  notHandled: number,
): Session {
  const { id, startedAt, endedAt, incoming, outgoing } = row
  const { lastIntent, question, askedAt } = row
  const path = {
    ...{ lastIntent, question, askedAt },
    turnNotHandled: row.turnNotHandled !== 0,
    isAnswered: row.isAnswered !== 0,
  }
  const stored = { startedAt, endedAt, messages: incoming + outgoing, exit: exitOf(path, notHandled) }
  return { id, bot, user, key, stored, startedAt, endedAt, incoming, outgoing, path, ...fresh() }
}

/** What the session adds to the sums now. */
export function sumOf(
  { startedAt, endedAt, incoming, outgoing, path }: Session,
  notHandled: number,
): SessionSum {
  return { startedAt, endedAt, messages: incoming + outgoing, exit: exitOf(path, notHandled) }
}

export const SESSION_COLUMNS = [
  ...['id', 'bot', 'user', 'key', 'started_at', 'ended_at', 'incoming', 'outgoing'],
  ...['last_intent', 'turn_not_handled', 'question', 'asked_at', 'is_answered'],
]

/** The values of {@link SESSION_COLUMNS}. */
export function toSessionColumns(session: Session): readonly SqliteValue[] {
  const { id, bot, user, key, startedAt, endedAt, incoming, outgoing, path } = session
  const { lastIntent, turnNotHandled, question, askedAt, isAnswered } = path
  return [
    ...[id, bot, user, key, startedAt, endedAt, incoming, outgoing],
    ...[lastIntent, Number(turnNotHandled), question, askedAt, Number(isAnswered)],
  ]
}

/** Leaves the columns alone that never change, and those that an index holds. */
export const ON_SESSION_CONFLICT = `
ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, incoming = excluded.incoming,
  outgoing = excluded.outgoing, last_intent = excluded.last_intent, turn_not_handled = excluded.turn_not_handled,
  question = excluded.question, asked_at = excluded.asked_at, is_answered = excluded.is_answered`

const SELECTED = `
SELECT id, started_at AS startedAt, ended_at AS endedAt, incoming, outgoing, last_intent AS lastIntent,
  turn_not_handled AS turnNotHandled, question, asked_at AS askedAt, is_answered AS isAnswered
FROM sessions`

/** Sessions without a key lie apart by more than the gap, so only these two can be within it. */
export const SELECT_NEAR = `${SELECTED} WHERE user = ? AND key IS NULL AND started_at <= ? ORDER BY started_at DESC LIMIT 2`
export const SELECT_LATEST = `${SELECTED} WHERE user = ? AND key IS NULL ORDER BY started_at DESC LIMIT 1`
export const SELECT_BY_KEY = `${SELECTED} WHERE user = ? AND key = ?`
