interface Waiter {
  /** Waits for what was accepted before it, that is for ids of a lower number. */
  readonly number: number
  remaining: number
  readonly resolve: () => void
}

/**
 * Resolves when everything accepted before a given moment has left, whatever was accepted since. Costs nothing while
 * nobody waits.
 */
export class FlushWaiters {
  readonly #waiters = new Set<Waiter>()
  /** What was accepted while somebody waited, with the number of the last waiter that does not wait for it. */
  readonly #later = new Map<string, number>()
  #lastNumber = 0

  /** Resolves once the `pending` envelopes of this moment have left. */
  add(pending: number): { readonly done: Promise<void>; cancel(): void } {
    if (pending === 0) return { done: Promise.resolve(), cancel: () => {} }
    let resolve = (): void => {}
    const done = new Promise<void>((resolvePromise) => {
      resolve = resolvePromise
    })
    this.#lastNumber += 1
    const waiter = { number: this.#lastNumber, remaining: pending, resolve }
    this.#waiters.add(waiter)
    return { done, cancel: () => this.#remove(waiter) }
  }

  accepted(id: string): void {
    if (this.#waiters.size > 0) this.#later.set(id, this.#lastNumber)
  }

  /** @param pending What is left now: no waiter waits for more. */
  left(id: string, pending: number): void {
    if (this.#waiters.size === 0) return
    const behind = this.#later.get(id) ?? 0
    this.#later.delete(id)
    for (const waiter of this.#waiters) {
      if (waiter.number > behind) waiter.remaining -= 1
    }
    this.limit(pending)
  }

  /** No waiter waits for more than is left. */
  limit(pending: number): void {
    for (const waiter of this.#waiters) {
      waiter.remaining = Math.min(waiter.remaining, pending)
      if (waiter.remaining > 0) continue
      this.#remove(waiter)
      waiter.resolve()
    }
  }

  #remove(waiter: Waiter): void {
    this.#waiters.delete(waiter)
    if (this.#waiters.size === 0) this.#later.clear()
  }
}
