import { Link } from '../connection/link'
import type { RedisConnection, RedisCredentials } from '../connection/options'
import type { RedisPeer } from '../connection/peers'
import { attemptFields, partitionKeys } from '../partitions/fleet'

export interface AttemptCountsSettings {
  readonly connection: RedisConnection
  readonly credentials?: RedisCredentials | undefined
  readonly name: string
}

export interface Attempts {
  /** Turns begun for the event, the present one included. */
  readonly begun: number
  /** How many of them failed. */
  readonly failed: number
}

const COMMAND_TIMEOUT_MS = 2_000

/** Counts in Redis, beside the events, how often their turns began and failed. */
export class AttemptCounts {
  readonly #link: Link
  readonly #name: string

  constructor(peer: RedisPeer, { name, ...settings }: AttemptCountsSettings) {
    this.#name = name
    this.#link = new Link(peer, { ...settings, commandTimeoutMs: COMMAND_TIMEOUT_MS, isPersistent: false })
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

  close(): void {
    this.#link.end()
  }
}
