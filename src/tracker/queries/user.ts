import type { SqliteValue } from '../../sqlite/database'
import type { TrackerStore } from '../store/tracker-store'

/** How a user is called. */
export interface NamedUser {
  readonly userId: string
  /** From the platform's profile, where a payload held one. */
  readonly name: string | undefined
  readonly handle: string | undefined
}

export interface NamedUserRow {
  readonly userId: string
  readonly name: string | null
  readonly handle: string | null
}

export function toNamedUser({ userId, name, handle }: NamedUserRow): NamedUser {
  return { userId, name: name ?? undefined, handle: handle ?? undefined }
}

/** What is known of one user of one bot. */
export interface User extends NamedUser {
  /** The row in `users`. */
  readonly id: number
  /** The row in `bots`. */
  readonly bot: number
  readonly firstSeen: number
  readonly lastSeen: number
  readonly incoming: number
  readonly outgoing: number
  readonly events: number
  readonly sessions: number
  readonly revenue: number
}

type UserRow = Omit<User, keyof NamedUser> & NamedUserRow

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
  const { id, bot, firstSeen, lastSeen } = row
  const { incoming, outgoing, events, sessions, revenue } = row
  return {
    ...{ id, bot, ...toNamedUser(row), firstSeen, lastSeen },
    ...{ incoming, outgoing, events, sessions, revenue },
  }
}
