import { HOUR_MS } from '../schema'
import type { TrackerStore } from '../store/tracker-store'
import type { TimeSpan } from './span'

/** From the first hour with anything in it to the end of the last; undefined for an empty database. */
export function storedExtent(store: TrackerStore): TimeSpan | undefined {
  const { first, last } = store
    .prepare(
      `SELECT min(hour) AS first, max(hour) AS last FROM (
         SELECT min(hour) AS hour FROM message_hours UNION ALL SELECT max(hour) FROM message_hours UNION ALL
         SELECT min(hour) FROM event_hours UNION ALL SELECT max(hour) FROM event_hours
       )`,
    )
    .get() as { first: number | null; last: number | null }
  if (first === null || last === null) return undefined
  return { from: first, to: last + HOUR_MS }
}
