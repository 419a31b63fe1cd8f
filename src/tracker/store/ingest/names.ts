import { IMPORTED } from '../../schema'
import type { TrackerStore } from '../tracker-store'
import { storedName } from './arrival'

/** The ids of intents, events and bots by their names. They are never deleted, so what was found stays true. */
export class Names {
  readonly #store: TrackerStore
  readonly #intents = new Map<string, number>()
  readonly #events = new Map<string, number>()
  readonly #bots = new Map<string, number>()

  constructor(store: TrackerStore) {
    this.#store = store
  }

  intent(name: string): number {
    return this.#find(this.#intents, name, () => {
      return this.#row('SELECT id FROM intents WHERE name = ?', INSERT_INTENT, storedName(name))
    })
  }

  event(type: string, name: string): number {
    return this.#find(this.#events, `${type} ${name}`, () => {
      return this.#row(SELECT_EVENT, INSERT_EVENT, type, storedName(name))
    })
  }

  bot(name = IMPORTED): number {
    return this.#find(this.#bots, name, () => this.#row(SELECT_BOT, INSERT_BOT, name))
  }

  /** To be called after a rollback, which may have taken names with it. */
  forget(): void {
    for (const known of [this.#intents, this.#events, this.#bots]) known.clear()
  }

  #find(known: Map<string, number>, key: string, find: () => number): number {
    let id = known.get(key)
    if (id === undefined) {
      id = find()
      known.set(key, id)
    }
    return id
  }

  #row(select: string, insert: string, ...values: readonly string[]): number {
    const row = this.#store.prepare(select).get(...values) as { readonly id: number } | undefined
    return row?.id ?? Number(this.#store.prepare(insert).run(...values).lastInsertRowid)
  }
}

const INSERT_INTENT = 'INSERT INTO intents (name) VALUES (?)'
const SELECT_EVENT = 'SELECT id FROM event_names WHERE type = ? AND name = ?'
const INSERT_EVENT = 'INSERT INTO event_names (type, name) VALUES (?, ?)'
const SELECT_BOT = 'SELECT id FROM bots WHERE name = ?'
const INSERT_BOT = 'INSERT INTO bots (name) VALUES (?)'
