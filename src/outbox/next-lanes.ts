import { compareKeys } from './lanes'

/** With more lanes to come they are read again. */
const MAX_KEYS = 256

/** The lanes that come next, in the order of `compareKeys`: all there are up to the last one. */
export class NextLanes {
  /** The lane that was returned last, then those to come. */
  #keys: string[] = []
  #position = 0

  /** Starts at the lanes that follow a key, of which the caller returns the first. false: they are not in order. */
  open(after: string, keys: readonly string[]): boolean {
    this.close()
    let last = after
    for (const key of keys) {
      if (compareKeys(key, last) <= 0) return false
      last = key
    }
    this.#keys = [...keys]
    return true
  }

  /** The next lane, or undefined where that is not known. */
  after(conversation: string): string | undefined {
    if (this.#keys[this.#position] !== conversation || this.#position + 1 >= this.#keys.length)
      return undefined
    this.#position++
    return this.#keys[this.#position]
  }

  /** There is such a lane, maybe a new one. */
  add(conversation: string): void {
    const [first, last] = [this.#keys[this.#position], this.#keys.at(-1)]
    if (first === undefined || last === undefined || first === last) return
    if (compareKeys(conversation, first) <= 0 || compareKeys(conversation, last) >= 0) return
    const index = this.#keys.findIndex(
      (key, at) => at > this.#position && compareKeys(key, conversation) >= 0,
    )
    if (this.#keys[index] === conversation) return
    this.#keys.splice(index, 0, conversation)
    if (this.#keys.length > MAX_KEYS) this.close()
  }

  close(): void {
    this.#keys = []
    this.#position = 0
  }
}
