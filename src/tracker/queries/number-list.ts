import type { SqliteValue } from '../../sqlite/database'
import type { TrackerStore } from '../store/tracker-store'

/** The column `value` of a query, all at once: a tenth of the time that a row for each number takes. */
export function numberList(
  store: TrackerStore,
  select: string,
  values: readonly SqliteValue[],
): readonly number[] {
  const row = store.prepare(`SELECT json_group_array(value) AS list FROM (${select})`).get(...values)
  return JSON.parse((row as { readonly list: string }).list)
}
