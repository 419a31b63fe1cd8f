import type { SavedView } from '../queries/views'
import { withoutNul } from './ingest/arrival'
import { onceFree } from './once-free'
import type { TrackerStore } from './tracker-store'

/** Writes the views that readers name. */
export class SavedViews {
  readonly #store: TrackerStore

  constructor(store: TrackerStore) {
    this.#store = store
  }

  /**
   * A view of the same name is replaced.
   * @throws NotStoredError by rejection
   */
  async save({ name, address }: SavedView): Promise<void> {
    await this.#write(SAVE, withoutNul(name), address)
  }

  /** @throws NotStoredError by rejection */
  async remove(name: string): Promise<void> {
    await this.#write('DELETE FROM views WHERE name = ?', name)
  }

  #write(sql: string, ...values: readonly string[]): Promise<unknown> {
    const store = this.#store
    return onceFree(() => store.transaction(() => store.prepare(sql).run(...values)))
  }
}

const SAVE =
  'INSERT INTO views (name, address) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET address = excluded.address'
