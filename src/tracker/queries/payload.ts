import type { TrackerStore } from '../store/tracker-store'

/** The JSON of a message as it was received; undefined where there is no such message. */
export function messagePayload(store: TrackerStore, id: number): string | undefined {
  const row = store.prepare('SELECT json FROM payloads WHERE message = ?').get(id)
  return (row as { json: string } | undefined)?.json
}

/** The JSON of an event as it was received; undefined where there is no such event. */
export function eventPayload(store: TrackerStore, id: number): string | undefined {
  const row = store.prepare('SELECT json FROM events WHERE id = ?').get(id)
  return (row as { json: string } | undefined)?.json
}
