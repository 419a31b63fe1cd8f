import type { TrackerStore } from '../tracker-store'

/** The ids of intents and events by their names. They are never deleted, so what was found stays true. */
export class Names {
  readonly #store: TrackerStore
  readonly #intents = new Map<string, number>()
  readonly #events = new Map<string, number>()

  constructor(store: TrackerStore) {
    this.#store = store
  }

  intent(name: string): number {
    return this.#find(this.#intents, name, 'SELECT id FROM intents WHERE name = ?', INSERT_INTENT, [name])
  }

  event(type: string, name: string): number {
    const key = `${type} ${name}`
    return this.#find(this.#events, key, SELECT_EVENT, INSERT_EVENT, [type, name])
  }

  /** To be called after a rollback, which may have taken names with it. */
  forget(): void {
    this.#intents.clear()
    this.#events.clear()
  }

  #find(known: Map<string, number>, key: string, select: string, insert: string, values: string[]): number {
    let id = known.get(key)
    if (id === undefined) {
      const row = this.#store.prepare(select).get(...values) as { readonly id: number } | undefined
      id = row?.id ?? Number(this.#store.prepare(insert).run(...values).lastInsertRowid)
      known.set(key, id)
    }
    return id
  }
}

const INSERT_INTENT = 'INSERT INTO intents (name) VALUES (?)'
const SELECT_EVENT = 'SELECT id FROM event_names WHERE type = ? AND name = ?'
const INSERT_EVENT = 'INSERT INTO event_names (type, name) VALUES (?, ?)'
