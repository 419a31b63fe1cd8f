interface Link<T> {
  readonly value: T
  next: Link<T> | undefined
}

/** A queue whose every operation takes constant time, at any length. */
export class Fifo<T> {
  #head: Link<T> | undefined
  #tail: Link<T> | undefined

  /** The first item, left in place. */
  get first(): T | undefined {
    return this.#head?.value
  }

  push(value: T): void {
    const link: Link<T> = { value, next: undefined }
    if (this.#tail === undefined) this.#head = link
    else this.#tail.next = link
    this.#tail = link
  }

  shift(): T | undefined {
    const link = this.#head
    if (link === undefined) return undefined
    this.#head = link.next
    if (this.#head === undefined) this.#tail = undefined
    // An old link would keep younger ones alive until the next full collection of garbage.
    link.next = undefined
    return link.value
  }
}
