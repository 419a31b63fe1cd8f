/** A conversation's keys by their version, each encrypted. */
export type SealedKeys = Readonly<Record<string, string>>

/** Keeps conversations' keys, which come encrypted and under names that do not show the participants. */
export interface ChatKeyStore {
  read(name: string): Promise<SealedKeys | undefined>
  write(name: string, keys: SealedKeys): Promise<void>
}

/** Conversations whose keys are kept in memory; those that were used longest ago go first. */
const MAX_CONVERSATIONS = 10_000

/** Keeps keys for the life of the process. After that they are fetched from X again. */
export class MemoryKeyStore implements ChatKeyStore {
  readonly #keys = new Map<string, SealedKeys>()

  async read(name: string): Promise<SealedKeys | undefined> {
    const keys = this.#keys.get(name)
    if (keys !== undefined) this.#touch(name, keys)
    return keys
  }

  async write(name: string, keys: SealedKeys): Promise<void> {
    this.#touch(name, keys)
    if (this.#keys.size <= MAX_CONVERSATIONS) return
    const [oldest] = this.#keys.keys()
    if (oldest !== undefined) this.#keys.delete(oldest)
  }

  #touch(name: string, keys: SealedKeys): void {
    this.#keys.delete(name)
    this.#keys.set(name, keys)
  }
}
