import { createHash } from 'node:crypto'
import type { NamedKey } from '../options'
import type { TrackerStore } from './tracker-store'

/** Hashes of more keys than this are not kept at hand. */
const MAX_KNOWN = 1_000

/** The keys of the bots. A key itself is stored nowhere, only its SHA-256. */
export class ApiKeys {
  readonly #hashes = new Map<string, string>()
  /** undefined: any key is taken. */
  readonly #allowed: ReadonlySet<string> | undefined

  constructor(keys: readonly NamedKey[] | undefined) {
    this.#allowed = keys && new Set(keys.map(({ key }) => this.hash(key)))
  }

  /** true where the key may be used; through hashes, so that the time it takes says nothing of how near it came. */
  allows(key: string): boolean {
    return this.#allowed === undefined || this.#allowed.has(this.hash(key))
  }

  get areLimited(): boolean {
    return this.#allowed !== undefined
  }

  /** Hexadecimal. */
  hash(key: string): string {
    let hash = this.#hashes.get(key)
    if (hash === undefined) {
      hash = createHash('sha256').update(key).digest('hex')
      if (this.#hashes.size < MAX_KNOWN) this.#hashes.set(key, hash)
    }
    return hash
  }
}

/** Writes the bots' names into the database. */
export function nameBots(store: TrackerStore, keys: readonly NamedKey[], apiKeys: ApiKeys): void {
  for (const { key, name } of keys) {
    if (name !== undefined) store.prepare(NAME_BOT).run(apiKeys.hash(key), name)
  }
}

const NAME_BOT = `
INSERT INTO bots (key_hash, name) VALUES (?, ?) ON CONFLICT (key_hash) DO UPDATE SET name = excluded.name`
