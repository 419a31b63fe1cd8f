import { SLOT_MS } from '../schema'
import type { TrackerStore } from '../store/tracker-store'
import type { TimeSpan } from './span'

/** From the first slot with anything in it to the end of the last; undefined for an empty database. */
export function storedExtent(store: TrackerStore): TimeSpan | undefined {
  const { first, last } = store
    .prepare(
      `SELECT min(slot) AS first, max(slot) AS last FROM (
         SELECT min(slot) AS slot FROM message_slots UNION ALL SELECT max(slot) FROM message_slots UNION ALL
         SELECT min(slot) FROM event_slots UNION ALL SELECT max(slot) FROM event_slots
       )`,
    )
    .get() as { first: number | null; last: number | null }
  if (first === null || last === null) return undefined
  return { from: first, to: last + SLOT_MS }
}
