import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { assertAgreed, fleetKey } from '../agreement'

/** Registers a relay, forgets those not heard of, and returns the agreed shards and who is there. Redis's clock counts. */
const BEAT = `
redis.call('SETNX', KEYS[2], ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {redis.call('GET', KEYS[2]), redis.call('ZRANGE', KEYS[1], 0, -1)}
`

export interface Fleet {
  readonly queueName: string
  readonly shards: number
  readonly failoverMs: number
}

/**
 * A relay's place among the relays of a fleet. Each shard belongs to one of them, so that none waits idly for work
 * that another does. Which relay works on which shard is a matter of speed alone: order is kept by BullMQ's global
 * concurrency of 1, also while the relays disagree.
 */
export class Membership {
  readonly #redis: Redis
  readonly #fleet: Fleet
  readonly #id: string = randomUUID()

  constructor(redis: Redis, fleet: Fleet) {
    this.#redis = redis
    this.#fleet = fleet
  }

  /**
   * Tells the others that this relay lives, and returns its shards.
   * @throws {ConfigError} where the fleet agreed on another number of shards
   */
  async beat(): Promise<ReadonlySet<number>> {
    const { queueName, shards, failoverMs } = this.#fleet
    const keys = [this.#key, fleetKey(queueName, 'shards')]
    const answer = await this.#redis.eval(BEAT, keys.length, ...keys, this.#id, failoverMs, shards)
    const [agreed, relays] = answer as [string, string[]]
    assertAgreed(queueName, shards, agreed)
    return shareOf(this.#id, relays, shards)
  }

  /** Lets the others take over at once. */
  async leave(): Promise<void> {
    await this.#redis.zrem(this.#key, this.#id)
  }

  get #key(): string {
    return fleetKey(this.#fleet.queueName, 'relays')
  }
}

/** The shards of one of the relays: dealt in turn, in the order of their ids. */
export function shareOf(id: string, relays: readonly string[], shards: number): ReadonlySet<number> {
  const place = relays.toSorted().indexOf(id)
  const all = Array.from({ length: shards }, (_, shard) => shard)
  return new Set(all.filter((shard) => shard % relays.length === place))
}
