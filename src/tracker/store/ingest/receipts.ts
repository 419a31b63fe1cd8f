import type { TrackerStore } from '../tracker-store'
import type { Arrival } from './arrival'
import type { Names } from './names'
import { Rows } from './rows'

/** The ids of deliveries: each is taken once of each bot. */
export class Receipts {
  readonly #store: TrackerStore
  readonly #names: Pick<Names, 'bot'>

  constructor(store: TrackerStore, names: Pick<Names, 'bot'>) {
    this.#store = store
    this.#names = names
  }

  /** Notes the ids of these deliveries, and leaves out those that were known already. */
  onlyNew(arrivals: readonly Arrival[]): readonly Arrival[] {
    const keyed = new Rows('receipts', ['key', 'received_at'], 'ON CONFLICT DO NOTHING')
    const keys = arrivals.map(({ key, bot }) =>
      key === undefined ? undefined : `${this.#names.bot(bot)} ${key}`,
    )
    let count = 0
    for (const [index, { receivedAt }] of arrivals.entries()) {
      const key = keys[index]
      if (key === undefined) continue
      keyed.add(key, receivedAt)
      count++
    }
    if (count === 0) return arrivals
    const next = this.#store.nextId('receipts')
    if (keyed.flush(this.#store) === count) return arrivals
    const rows = this.#store.prepare('SELECT key FROM receipts WHERE id >= ?').all(next)
    const noted = new Set((rows as { readonly key: string }[]).map(({ key }) => key))
    return arrivals.filter((_, index) => {
      const key = keys[index]
      return key === undefined || noted.delete(key)
    })
  }
}
