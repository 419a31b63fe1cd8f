/** Runs tasks of the same lane one after another, in the order they came, and those of different lanes at once. */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>()

  /** @param task Must not reject: it is the lane's last resort that nothing stops it. */
  run(lane: string, task: () => Promise<void>): Promise<void> {
    const tail = (this.#tails.get(lane) ?? Promise.resolve()).then(task)
    this.#tails.set(lane, tail)
    return tail.then(() => {
      if (this.#tails.get(lane) === tail) this.#tails.delete(lane)
    })
  }

  /** Resolves once no task is running or waiting. */
  async whenIdle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values())
  }
}
