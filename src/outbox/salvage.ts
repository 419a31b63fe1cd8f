import type { SqliteDatabase } from '../sqlite/database'
import { withTexts } from './schema'

/** Beyond any key that a table of ours reaches. */
const KEY_LIMIT = 2 ** 50
const ROWS_AT_ONCE = 100

export interface SalvageOptions {
  readonly table: string
  /** Its INTEGER PRIMARY KEY. */
  readonly key: string
  readonly columns: string
}

/**
 * Reads what a damaged table still gives, in the order of its key: where a page cannot be read, it goes on behind it.
 * Returns how many such gaps there are.
 */
export function* salvage<Row>(
  database: SqliteDatabase,
  { table, key, columns }: SalvageOptions,
): Generator<Row, number> {
  const statement = database.prepare(
    `SELECT ${columns}, CAST(${key} AS INTEGER) AS salvage_key FROM ${table} NOT INDEXED
     WHERE ${table}.${key} > ? ORDER BY ${table}.${key} LIMIT ?`,
  )
  const read = (after: number, limit: number): { salvage_key: number }[] | undefined => {
    try {
      return statement.all(after, limit) as { salvage_key: number }[]
    } catch {
      return undefined
    }
  }
  let gaps = 0
  let cursor = -1
  while (cursor < KEY_LIMIT) {
    const rows = read(cursor, ROWS_AT_ONCE) ?? read(cursor, 1)
    if (rows === undefined) {
      gaps++
      cursor = endOfGap(cursor, (after) => read(after, 1) !== undefined)
      continue
    }
    if (rows.length === 0) break
    for (const row of rows) {
      // A damaged page may give keys in any order, and then again and again.
      if (row.salvage_key <= cursor) return gaps + 1
      cursor = row.salvage_key
      yield withTexts(row)
    }
  }
  return gaps
}

/** The smallest key behind which something can be read again. */
function endOfGap(start: number, isReadable: (after: number) => boolean): number {
  let step = 1
  while (!isReadable(start + step)) {
    if (start + step > KEY_LIMIT) return KEY_LIMIT
    step *= 2
  }
  let broken = start + Math.floor(step / 2)
  let sound = start + step
  while (sound - broken > 1) {
    const middle = Math.floor((broken + sound) / 2)
    if (isReadable(middle)) sound = middle
    else broken = middle
  }
  return sound
}
