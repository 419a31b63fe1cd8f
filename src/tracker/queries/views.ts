import type { TrackerStore } from '../store/tracker-store'

/** A page that a reader named. */
export interface SavedView {
  readonly name: string
  /** Path and query, for example `/intents?span=30d`. */
  readonly address: string
}

/** By name. */
export function readViews(store: TrackerStore): readonly SavedView[] {
  const rows = store.prepare('SELECT name, address FROM views ORDER BY name COLLATE NOCASE').all()
  return (rows as SavedView[]).map(({ name, address }) => ({ name, address }))
}

export function findView(store: TrackerStore, name: string): SavedView | undefined {
  const row = store.prepare('SELECT name, address FROM views WHERE name = ?').get(name)
  return row as SavedView | undefined
}
