import type { Link } from '../connection/link'
import { attemptFields, partitionKeys } from '../partitions/fleet'

export interface Attempts {
  /** Turns begun for the event, the present one included. */
  readonly begun: number
  /** How many of them failed. */
  readonly failed: number
}

/** Counts in Redis, beside the events, how often their turns began and failed. */
export class AttemptCounts {
  readonly #link: Link
  readonly #name: string

  /** @param fleet The name of the inbox's fleet. */
  constructor(link: Link, fleet: string) {
    this.#link = link
    this.#name = fleet
  }

  /** @throws where Redis does not answer */
  async begin(place: string, partition: number): Promise<Attempts> {
    await this.#link.connect()
    const { client } = this.#link
    const key = partitionKeys(this.#name, partition).attempts
    const fields = attemptFields(place)
    const [begun, failed] = await Promise.all([
      client.hincrby(key, fields.begun, 1),
      client.hget(key, fields.failed),
    ])
    return { begun, failed: Number(failed ?? 0) }
  }

  /** Where Redis does not answer, the turn may run once more than it should. */
  fail(place: string, partition: number): void {
    const key = partitionKeys(this.#name, partition).attempts
    void this.#link.client.hincrby(key, attemptFields(place).failed, 1).catch(() => {})
  }

  /** A turn that was counted did not begin. Where Redis does not answer, the count stays. Never rejects. */
  async takeBack(place: string, partition: number): Promise<void> {
    const key = partitionKeys(this.#name, partition).attempts
    await this.#link.client.hincrby(key, attemptFields(place).begun, -1).catch(() => {})
  }
}
