import type { TrackerStore } from '../tracker-store'
import type { Arrival } from './arrival'
import { Rows } from './rows'

/** The ids of deliveries: each is taken once. */
export class Receipts {
  readonly #store: TrackerStore

  constructor(store: TrackerStore) {
    this.#store = store
  }

  /** Notes the ids of these deliveries, and leaves out those that were known already. */
  onlyNew(arrivals: readonly Arrival[]): readonly Arrival[] {
    const keyed = new Rows('receipts', ['key', 'received_at'], 'ON CONFLICT DO NOTHING')
    let count = 0
    for (const { key, receivedAt } of arrivals) {
      if (key === undefined) continue
      keyed.add(key, receivedAt)
      count++
    }
    if (count === 0) return arrivals
    const next = this.#store.nextId('receipts')
    if (keyed.flush(this.#store) === count) return arrivals
    const rows = this.#store.prepare('SELECT key FROM receipts WHERE id >= ?').all(next)
    const noted = new Set((rows as { readonly key: string }[]).map(({ key }) => key))
    return arrivals.filter(({ key }) => key === undefined || noted.delete(key))
  }
}
