import type { SqliteValue } from '../../sqlite/database'
import type { TrackerStore } from '../store/tracker-store'

/** What is known of one user of one bot. */
export interface User {
  /** The row in `users`. */
  readonly id: number
  /** The row in `bots`. */
  readonly bot: number
  readonly userId: string
  /** From the platform's profile, where a payload held one. */
  readonly name: string | undefined
  readonly handle: string | undefined
  readonly firstSeen: number
  readonly lastSeen: number
  readonly incoming: number
  readonly outgoing: number
  readonly events: number
  readonly sessions: number
  readonly revenue: number
}

type UserRow = Omit<User, 'name' | 'handle'> & {
  readonly name: string | null
  readonly handle: string | null
}

export const USER_COLUMNS = `u.id, u.bot, u.user_id AS userId, u.name, u.handle, u.first_seen AS firstSeen,
  u.last_seen AS lastSeen, u.incoming, u.outgoing, u.events, u.sessions, u.revenue`

/** The user of this id, once for each bot that knows it, the latest first. */
export function readUser(store: TrackerStore, userId: string): readonly User[] {
  return select(store, 'WHERE u.user_id = ? ORDER BY u.last_seen DESC', userId)
}

function select(store: TrackerStore, where: string, ...values: readonly SqliteValue[]): readonly User[] {
  const rows = store.prepare(`SELECT ${USER_COLUMNS} FROM users u ${where}`).all(...values)
  return (rows as UserRow[]).map(toUser)
}

export function toUser(row: UserRow): User {
  const { id, bot, userId, name, handle, firstSeen, lastSeen } = row
  const { incoming, outgoing, events, sessions, revenue } = row
  return {
    ...{ id, bot, userId, name: name ?? undefined, handle: handle ?? undefined, firstSeen, lastSeen },
    ...{ incoming, outgoing, events, sessions, revenue },
  }
}
