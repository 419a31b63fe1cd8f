import type { Worker } from 'bullmq'

/** The workers of a relay: one for each shard that is its own. */
export class ShardWorkers {
  readonly #create: (shard: number) => Worker
  readonly #workers = new Map<number, Worker>()

  constructor(create: (shard: number) => Worker) {
    this.#create = create
  }

  /** Begins on new shards, and leaves others after the message in flight. */
  assign(shards: ReadonlySet<number>): void {
    for (const shard of shards) {
      if (!this.#workers.has(shard)) this.#workers.set(shard, this.#create(shard))
    }
    for (const shard of this.#workers.keys()) if (!shards.has(shard)) void this.#release(shard)
  }

  /** Resolves once nothing is in flight; with Redis away perhaps never. */
  async close(): Promise<void> {
    await Promise.all([...this.#workers.keys()].map((shard) => this.#release(shard)))
  }

  /** A shard that comes back before its worker has closed waits for the next assignment. */
  async #release(shard: number): Promise<void> {
    await this.#workers.get(shard)?.close()
    this.#workers.delete(shard)
  }
}
