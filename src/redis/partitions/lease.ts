import { clearTimeout, setTimeout } from 'node:timers'
import type { RedisClient } from '../connection/create-client'
import { agreedPartitions, type PartitionKeys } from './fleet'
import { LEASE, RELEASE } from './scripts'

export interface LeaseSettings {
  readonly client: RedisClient
  readonly keys: PartitionKeys
  readonly name: string
  readonly partitions: number
  readonly owner: string
  readonly leaseMs: number
  /** Called when the lease is about to end without having been renewed. */
  readonly onFence: () => void
}

/** The part of a lease that is left unused, so that what is aborted at its end has ended before others begin. */
const FENCE_SHARE = 0.2
/** A lease is renewed so often before it is left unused. */
const RENEWALS = 4

/**
 * The exclusive right to work on a partition, for a time. Its holder reckons the end from before it asked, on a clock
 * of its own that does not go back, so that it stops before Redis gives the lease to another.
 */
export class Lease {
  readonly #settings: LeaseSettings
  #endsAt = 0
  /** The same by the wall clock: the other one stands still while a machine sleeps. */
  #endsAtWall = 0
  #renewsAt = 0
  #fence: NodeJS.Timeout | undefined

  constructor(settings: LeaseSettings) {
    this.#settings = settings
  }

  get isHeld(): boolean {
    return performance.now() < this.#endsAt && Date.now() < this.#endsAtWall
  }

  /** true: it is time to renew it. */
  get isDue(): boolean {
    return performance.now() >= this.#renewsAt
  }

  /**
   * Takes or renews the lease. Resolves to false where somebody else has it.
   * @throws ConfigError where the partition belongs to another number of partitions
   */
  async take(): Promise<boolean> {
    const { client, keys, name, partitions, owner, leaseMs } = this.#settings
    const [asked, askedWall] = [performance.now(), Date.now()]
    const answer = await client.eval(LEASE, 2, keys.lease, keys.count, owner, leaseMs, partitions)
    if (typeof answer === 'string') agreedPartitions(name, partitions, answer)
    if (answer !== 1) {
      this.#drop()
      return false
    }
    const usedMs = leaseMs * (1 - FENCE_SHARE)
    this.#endsAt = asked + usedMs
    this.#endsAtWall = askedWall + usedMs
    this.#renewsAt = asked + usedMs / RENEWALS
    clearTimeout(this.#fence)
    this.#fence = setTimeout(this.#settings.onFence, this.#endsAt - performance.now())
    this.#fence.unref()
    return true
  }

  /** Gives it back, so that others need not wait for its end. */
  async release(): Promise<void> {
    this.#drop()
    const { client, keys, owner } = this.#settings
    await client.eval(RELEASE, 1, keys.lease, owner)
  }

  /** Ends it here; in Redis it ends by itself. */
  end(): void {
    this.#drop()
  }

  #drop(): void {
    clearTimeout(this.#fence)
    this.#endsAt = 0
    this.#endsAtWall = 0
  }
}
