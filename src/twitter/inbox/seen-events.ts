/** Remembers the last events by their key, so that what X delivers again is known. */
export class SeenEvents {
  readonly #keys = new Set<string>()
  /** The keys in the order they came, round and round: a Set would take long to find its oldest. */
  readonly #ring: string[] = []
  readonly #limit: number
  #oldest = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  has(key: string): boolean {
    return this.#keys.has(key)
  }

  /** true where the key was not there; it is from now on, and the oldest makes room for it. */
  add(key: string): boolean {
    if (this.#keys.has(key)) return false
    const oldest = this.#ring[this.#oldest]
    if (oldest !== undefined) this.#keys.delete(oldest)
    this.#keys.add(key)
    this.#ring[this.#oldest] = key
    this.#oldest = (this.#oldest + 1) % this.#limit
    return true
  }
}
