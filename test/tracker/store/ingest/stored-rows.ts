import type { TrackerStore } from '../../../../src/tracker/store/tracker-store'

export type StoredRow = Readonly<Record<string, unknown>>

/** What the query finds, as plain objects with the columns alone. */
export function rows(store: TrackerStore, sql: string, ...values: number[]): StoredRow[] {
  const found = store.prepare(sql).all(...values) as StoredRow[]
  return found.map(({ _metadata, ...row }) => ({ ...row }))
}

/** The sums of events by the intent before them. */
export const EVENT_INTENTS = `
SELECT 'slot' AS unit, slot AS start, name, count, amount FROM event_slots LEFT JOIN intents ON intents.id = intent
WHERE count <> 0 OR amount <> 0 UNION ALL
SELECT 'day', day, name, count, amount FROM event_days LEFT JOIN intents ON intents.id = intent
WHERE count <> 0 OR amount <> 0 ORDER BY 1, 2, 3`
