import { createHash } from 'node:crypto'
import type { NamedKey } from '../options'
import { storedName } from './ingest/arrival'
import type { TrackerStore } from './tracker-store'

/** Names of more keys than this are not kept at hand. */
const MAX_KNOWN = 1_000

/** Hexadecimal digits: enough to keep the bots apart, too few to find a key by. */
const HASH_LENGTH = 12

/** The keys of the bots. A key itself is stored nowhere: a bot without a name has the beginning of its key's SHA-256. */
export class ApiKeys {
  readonly #hashes = new Map<string, string>()
  /** The bots' names by the hashes of their keys; undefined: any key is taken. */
  readonly #names: ReadonlyMap<string, string> | undefined

  constructor(keys: readonly NamedKey[] | undefined) {
    this.#names =
      keys && new Map(keys.map(({ key, name }) => [this.#hash(key), botName(this.#hash(key), name)]))
  }

  /** true where the key may be used; through hashes, so that the time it takes says nothing of how near it came. */
  allows(key: string): boolean {
    return this.#names === undefined || this.#names.has(this.#hash(key))
  }

  get areLimited(): boolean {
    return this.#names !== undefined
  }

  /** The name of the bot whose key it is: of the options, else `bot-` with the beginning of the key's hash. */
  botOf(key: string): string {
    const hash = this.#hash(key)
    return this.#names?.get(hash) ?? botName(hash)
  }

  /** Gives bots that reported before their keys had names the names of the options, unless another bot has the name. */
  nameBots(store: TrackerStore): void {
    const names = this.#names
    if (names === undefined) return
    store.transaction(() => {
      for (const [hash, name] of names) store.prepare(RENAME).run(name, botName(hash))
    })
  }

  /** Hexadecimal. */
  #hash(key: string): string {
    let hash = this.#hashes.get(key)
    if (hash === undefined) {
      hash = createHash('sha256').update(key).digest('hex')
      if (this.#hashes.size < MAX_KNOWN) this.#hashes.set(key, hash)
    }
    return hash
  }
}

const botName = (hash: string, name = `bot-${hash.slice(0, HASH_LENGTH)}`): string => storedName(name)

const RENAME = 'UPDATE OR IGNORE bots SET name = ? WHERE name = ?'
