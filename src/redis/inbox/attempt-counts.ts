import { delayLeftMs } from '../../twitter/inbox/delay-left'
import type { Link } from '../connection/link'
import type { StoredEntry } from '../partitions/entry'
import { attemptFields, partitionKeys } from '../partitions/fleet'

export interface Attempts {
  /** Turns begun for the event, the present one included. */
  readonly begun: number
  /** How many of them failed. */
  readonly failed: number
  /** How long the turn has to wait, in ms, where it failed in another process: it does not begin before. */
  readonly delayMs: number
}

/** Counts in Redis, beside the events, how often their turns began and failed, and keeps until when they wait. */
export class AttemptCounts {
  readonly #link: Link
  readonly #name: string
  /** Events whose delay this process knows, and keeps. */
  readonly #delayed = new WeakSet<StoredEntry>()

  /** @param fleet The name of the inbox's fleet. */
  constructor(link: Link, fleet: string) {
    this.#link = link
    this.#name = fleet
  }

  /** @throws where Redis does not answer */
  async begin(entry: StoredEntry, partition: number): Promise<Attempts> {
    await this.#link.connect()
    const { client } = this.#link
    const key = partitionKeys(this.#name, partition).attempts
    const fields = attemptFields(entry.place)
    const [begun, [failed, until]] = await Promise.all([
      client.hincrby(key, fields.begun, 1),
      client.hmget(key, fields.failed, fields.until),
    ])
    const delayMs = this.#delayed.has(entry) ? 0 : delayLeftMs(Number(until ?? 0))
    this.#delayed.add(entry)
    if (delayMs > 0) await this.takeBack(entry, partition)
    return { begun, failed: Number(failed ?? 0), delayMs }
  }

  /** Where Redis does not answer, the turn may run once more than it should, or too early in another process. */
  fail(entry: StoredEntry, partition: number, delayMs: number): void {
    const { client } = this.#link
    const key = partitionKeys(this.#name, partition).attempts
    const { failed, until } = attemptFields(entry.place)
    void client.hincrby(key, failed, 1).catch(() => {})
    void client.hset(key, until, Date.now() + Math.ceil(delayMs)).catch(() => {})
  }

  /** A turn that was counted did not begin. Where Redis does not answer, the count stays. Never rejects. */
  async takeBack({ place }: StoredEntry, partition: number): Promise<void> {
    const key = partitionKeys(this.#name, partition).attempts
    await this.#link.client.hincrby(key, attemptFields(place).begun, -1).catch(() => {})
  }
}
