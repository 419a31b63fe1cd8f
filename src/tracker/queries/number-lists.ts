import type { SqliteValue } from '../../sqlite/database'
import type { TrackerStore } from '../store/tracker-store'

/**
 * Expressions over many rows, a list of numbers for each. To read them as one text takes a fraction of the time that
 * a row for each takes, and to sum them up here half of what SQLite needs to sort and group them.
 */
export function numberLists(
  store: TrackerStore,
  expressions: readonly string[],
  from: string,
  values: readonly SqliteValue[] = [],
): readonly (readonly number[])[] {
  const lists = expressions.map((expression, index) => `json_group_array(${expression}) AS list${index}`)
  const row = store.prepare(`SELECT ${lists.join(', ')} FROM ${from}`).get(...values)
  return expressions.map((_, index) => JSON.parse((row as Record<string, string>)[`list${index}`] ?? '[]'))
}
