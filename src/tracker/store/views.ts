import type { SavedView } from '../queries/views'
import { withoutNul } from './ingest/arrival'
import type { TrackerStore } from './tracker-store'

/** Writes the views that readers name. */
export class SavedViews {
  readonly #store: TrackerStore

  constructor(store: TrackerStore) {
    this.#store = store
  }

  /** A view of the same name is replaced. */
  save({ name, address }: SavedView): void {
    this.#store
      .prepare(
        'INSERT INTO views (name, address) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET address = excluded.address',
      )
      .run(withoutNul(name), address)
  }

  remove(name: string): void {
    this.#store.prepare('DELETE FROM views WHERE name = ?').run(name)
  }
}
