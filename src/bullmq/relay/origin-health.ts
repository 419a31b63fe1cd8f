import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { fullJitter, RETRY_AFTER_CAP_MS } from '../../delivery/receiver-health'
import { fleetKey } from '../agreement'

/** As many failures in a row, on more than one shard, and it is the receiver that is down. */
const OPENING_FAILURES = 5

/** How long one shard probes before the others try too, in ms: the relay that probes may have died. */
const PROBE_MS = 5_000

/** After a pause the shards begin one after the other, so far apart in ms. */
const RAMP_MS = 100

/**
 * A message that fails alone is tried again as if it had failed so many times less: up to 125 ms later at first,
 * since all conversations of its shard wait for it.
 */
const EAGERNESS = 3

/** How long failures are remembered at most, in ms: longer than any pause. */
const MEMORY_MS = 2 * RETRY_AFTER_CAP_MS

/**
 * Counts a failure. While a pause lasts, what began before it changes nothing.
 * KEYS: pause, failures by shard. ARGV: shard, ms asked for or 0, ms to pause, number of shards.
 * Returns whether the fleet pauses, and for how many ms; 0 where only the shard waits.
 */
const FAILED = `
local asked = tonumber(ARGV[2])
local left = redis.call('PTTL', KEYS[1]) - ${PROBE_MS}
if left > 0 and asked == 0 then return {0, left + ${PROBE_MS}} end
redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
redis.call('PEXPIRE', KEYS[2], ${MEMORY_MS})
local count = 0
for _, failures in ipairs(redis.call('HVALS', KEYS[2])) do count = count + failures end
local spreads = redis.call('HLEN', KEYS[2]) > 1 or ARGV[4] == '1'
if asked == 0 and not (spreads and count >= ${OPENING_FAILURES}) then return {0, 0} end
local pause = math.max(asked > 0 and asked or tonumber(ARGV[3]), left)
redis.call('SET', KEYS[1], asked > 0 and 'asked' or 'down', 'PX', pause + ${PROBE_MS})
return {1, pause}
`

/**
 * Forgets failures and ends a pause, but for one that the receiver asked for and that is not over.
 * KEYS: pause, failures. Returns 1 where a pause ended.
 */
const SUCCEEDED = `
redis.call('DEL', KEYS[2])
local lasts = redis.call('PTTL', KEYS[1]) > ${PROBE_MS}
if lasts and redis.call('GET', KEYS[1]) == 'asked' then return 0 end
return redis.call('DEL', KEYS[1])
`

export interface Failure {
  readonly shard: number
  /** How often the message was tried, from 1. */
  readonly attempt: number
  /** How long the receiver asked to be left alone, in ms. */
  readonly askedMs?: number | undefined
}

/**
 * What the fleet knows of the receiver's health, in Redis. A message that fails alone holds back its shard. Failures
 * that spread, or a receiver that asks for it, pause all shards; then one probes, and its success lets the others
 * follow one by one. The pauses are BullMQ's rate limits: they end by themselves, whatever becomes of the relays.
 */
export class OriginHealth {
  readonly #redis: Redis
  readonly #queues: readonly Queue[]
  readonly #keys: readonly [pause: string, failures: string]

  constructor(redis: Redis, queueName: string, queues: readonly Queue[]) {
    this.#redis = redis
    this.#queues = queues
    this.#keys = [fleetKey(queueName, 'pause'), fleetKey(queueName, 'failures')]
  }

  /** Holds back the shard, or all. */
  async failed({ shard, attempt, askedMs = 0 }: Failure): Promise<void> {
    const args = [shard, Math.min(askedMs, RETRY_AFTER_CAP_MS), backoffMs(attempt), this.#queues.length]
    const [isFleet, ms] = (await this.#redis.eval(FAILED, 2, ...this.#keys, ...args)) as [number, number]
    if (isFleet === 0) await this.#queues[shard]?.rateLimit(ms || backoffMs(attempt - EAGERNESS))
    else await this.#limit((other) => (other === shard ? ms : ms + PROBE_MS))
  }

  /** Called after a success that follows failures. */
  async succeeded(): Promise<void> {
    const ended = await this.#redis.eval(SUCCEEDED, 2, ...this.#keys)
    if (ended === 1) await this.#limit((shard) => (shard + 1) * RAMP_MS)
  }

  async #limit(msOf: (shard: number) => number): Promise<void> {
    await Promise.all(this.#queues.map((queue, shard) => queue.rateLimit(msOf(shard))))
  }
}

const backoffMs = (attempt: number): number => Math.max(1, fullJitter(attempt - 1, Math.random))
