/** Runs tasks of the same lane one after another, in the order they came, and those of different lanes at once. */
export class ConversationQueues {
  readonly #tails = new Map<string, Promise<void>>()

  /** @param task Must not reject: whoever comes after it in the lane waits for it. */
  async run(lane: string, task: () => Promise<void>): Promise<void> {
    const before = this.#tails.get(lane)
    const tail = before === undefined ? task() : before.then(task)
    this.#tails.set(lane, tail)
    await tail
    if (this.#tails.get(lane) === tail) this.#tails.delete(lane)
  }

  /** Resolves once no task is running or waiting. */
  async whenIdle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values())
  }
}
