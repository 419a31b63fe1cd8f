/**
 * Items that come and go by the thousand. A Set would leave old tables behind, and these keep what was in them alive
 * until the next full collection of garbage: what is short-lived outlives it, at several times the cost.
 */
export class SlotList<Item> implements Iterable<Item> {
  readonly #items: (Item | undefined)[] = []
  readonly #free: number[] = []

  get size(): number {
    return this.#items.length - this.#free.length
  }

  /** @returns the slot, for `remove` */
  add(item: Item): number {
    const slot = this.#free.pop() ?? this.#items.length
    this.#items[slot] = item
    return slot
  }

  has(slot: number, item: Item): boolean {
    return this.#items[slot] === item
  }

  remove(slot: number): void {
    this.#items[slot] = undefined
    this.#free.push(slot)
  }

  /** In no order. */
  *[Symbol.iterator](): Iterator<Item> {
    for (const item of this.#items) if (item !== undefined) yield item
  }
}
