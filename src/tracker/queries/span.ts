import type { SqliteValue } from '../../sqlite/database'

/** From `from` on, up to but without `to`: both ms since the epoch. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

/** A span of time, of one bot or of all. */
export interface Scope extends TimeSpan {
  /** The row in `bots`. Default: all bots. */
  readonly bot?: number | undefined
}

/** A condition of a query, and the values of its placeholders. */
export interface Condition {
  readonly sql: string
  readonly values: readonly SqliteValue[]
}

/**
 * Rows of a table whose `column` is the time, the slot or the day, and which have a `bot`. Slots that the span cuts count
 * as a whole where they begin within it: spans that begin and end with a slot are exact.
 */
export function within(
  { from, to, bot }: Scope,
  table: string,
  column: 'slot' | 'day' | 'time' | 'started_at',
): Condition {
  const time = `${table}.${column} >= ? AND ${table}.${column} < ?`
  if (bot === undefined) return { sql: time, values: [from, to] }
  return { sql: `${time} AND ${table}.bot = ?`, values: [from, to, bot] }
}

/** Rows of the bot; all rows where no bot is chosen. */
export function ofBot(bot: number | undefined, table: string): Condition {
  return bot === undefined ? { sql: '', values: [] } : { sql: `AND ${table}.bot = ?`, values: [bot] }
}
