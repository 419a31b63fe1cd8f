import type { TrackerStore } from '../store/tracker-store'

/** The identity of an event. */
export interface EventName {
  readonly type: string
  readonly name: string
}

/** More names than this no list offers. */
const MAX_NAMES = 500

/** Every intent that was ever seen, by name. */
export function intentNames(store: TrackerStore): readonly string[] {
  const rows = store.prepare('SELECT name FROM intents ORDER BY name LIMIT ?').all(MAX_NAMES)
  return (rows as { name: string }[]).map(({ name }) => name)
}

/** Every event that was ever seen, by type and name. */
export function eventNames(store: TrackerStore): readonly EventName[] {
  const rows = store.prepare('SELECT type, name FROM event_names ORDER BY type, name LIMIT ?').all(MAX_NAMES)
  return (rows as EventName[]).map(({ type, name }) => ({ type, name }))
}

/** The names of these intents (rows in `intents`), by row. */
export function namesOfIntents(store: TrackerStore, ids: Iterable<number>): ReadonlyMap<number, string> {
  const rows = store
    .prepare('SELECT id, name FROM intents WHERE id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify([...new Set(ids)])) as { readonly id: number; readonly name: string }[]
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The intent's row; undefined where it was never seen. */
export function findIntent(store: TrackerStore, name: string): number | undefined {
  const row = store.prepare('SELECT id FROM intents WHERE name = ?').get(name)
  return (row as { id: number } | undefined)?.id
}

/** The event's row; undefined where it was never seen. */
export function findEvent(store: TrackerStore, { type, name }: EventName): number | undefined {
  const row = store.prepare('SELECT id FROM event_names WHERE type = ? AND name = ?').get(type, name)
  return (row as { id: number } | undefined)?.id
}
