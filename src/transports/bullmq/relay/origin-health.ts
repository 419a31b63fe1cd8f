import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { RETRY_AFTER_CAP_MS } from '../../../delivery/origin'
import { fleetKey } from '../agreement'

/** As many failures in a row, on more than one shard, and it is the receiver that is down. */
const OPENING_FAILURES = 5

/** How long one shard probes before the others try too, in ms: the relay that probes may have died. */
const PROBE_MS = 5_000

/** What Redis remembers of failures, at most, in ms: longer than the longest pause. */
const MEMORY_MS = 2 * RETRY_AFTER_CAP_MS

/** After a pause the shards begin one after the other, so far apart in ms. */
const RAMP_MS = 100

const ALONE = 0
const EVERYWHERE = 1

/**
 * Counts a failure. While a pause lasts, failures of attempts begun before it change nothing.
 * KEYS: pause, failures. ARGV: shard, delay, asked for by the receiver, PROBE_MS, OPENING_FAILURES, several shards, MEMORY_MS.
 * Returns how far the trouble reaches, and for how many ms.
 */
const FAILED = `
local shard, delay, asked, probe = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1', tonumber(ARGV[4])
local left = redis.call('PTTL', KEYS[1]) - probe
if left > 0 and not asked then return {${ALONE}, left + probe} end
redis.call('HINCRBY', KEYS[2], shard, 1)
redis.call('PEXPIRE', KEYS[2], ARGV[7])
local count = 0
for _, failures in ipairs(redis.call('HVALS', KEYS[2])) do count = count + failures end
local spreads = redis.call('HLEN', KEYS[2]) > 1 or ARGV[6] == '0'
if not asked and (count < tonumber(ARGV[5]) or not spreads) then return {${ALONE}, delay} end
if left > delay then delay = left end
redis.call('SET', KEYS[1], asked and 'asked' or 'down', 'PX', delay + probe)
return {${EVERYWHERE}, delay}
`

/**
 * Forgets failures and ends a pause, but for one that the receiver asked for and that is not over.
 * KEYS: pause, failures. ARGV: PROBE_MS. Returns 1 where a pause ended.
 */
const SUCCEEDED = `
redis.call('DEL', KEYS[2])
local early = redis.call('PTTL', KEYS[1]) > tonumber(ARGV[1])
if early and redis.call('GET', KEYS[1]) == 'asked' then return 0 end
return redis.call('DEL', KEYS[1])
`

export interface Failure {
  readonly shard: number
  /** How long to wait before the next attempt, in ms. */
  readonly delayMs: number
  /** true: the receiver said so. */
  readonly isAsked: boolean
}

/**
 * What the fleet knows of the receiver's health, in Redis. A message that fails alone holds back its shard. Failures
 * that spread, or a receiver that asks for it, pause all shards; then one probes, and its success lets the others
 * follow one by one. The pauses are BullMQ's rate limits: they end by themselves whatever becomes of the relays.
 */
export class OriginHealth {
  readonly #redis: Redis
  readonly #queues: readonly Queue[]
  readonly #keys: readonly [string, string]

  constructor(redis: Redis, queueName: string, queues: readonly Queue[]) {
    this.#redis = redis
    this.#queues = queues
    this.#keys = [fleetKey(queueName, 'pause'), fleetKey(queueName, 'failures')]
  }

  /** Holds back the shard, or all. */
  async failed({ shard, delayMs, isAsked }: Failure): Promise<void> {
    const delay = Math.max(1, Math.ceil(Math.min(delayMs, RETRY_AFTER_CAP_MS)))
    const several = this.#queues.length > 1 ? 1 : 0
    const args = [shard, delay, isAsked ? 1 : 0, PROBE_MS, OPENING_FAILURES, several, MEMORY_MS]
    const [reach, ms] = (await this.#redis.eval(FAILED, 2, ...this.#keys, ...args)) as [number, number]
    if (reach === ALONE) await this.#queues[shard]?.rateLimit(ms)
    else await this.#limit((other) => (other === shard ? ms : ms + PROBE_MS))
  }

  /** Called after a success that follows failures. */
  async succeeded(): Promise<void> {
    const ended = await this.#redis.eval(SUCCEEDED, 2, ...this.#keys, PROBE_MS)
    if (ended === 1) await this.#limit((shard) => (shard + 1) * RAMP_MS)
  }

  async #limit(msOf: (shard: number) => number): Promise<void> {
    await Promise.all(this.#queues.map((queue, shard) => queue.rateLimit(msOf(shard))))
  }
}
