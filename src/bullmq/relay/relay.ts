import { setMaxListeners } from 'node:events'
import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { WaitOptions } from '../../client/client'
import { ConfigError } from '../../errors'
import { createClient } from '../connect'
import type { Peers } from '../peers'
import { createQueues } from '../queues'
import { shardNames } from '../shards'
import { OutOfTimeError, withinTime } from '../within-time'
import { checkRedis } from './check-redis'
import { JobProcessor, type RelayStats } from './job-processor'
import { Membership } from './membership'
import { OriginHealth } from './origin-health'
import { quietErrors } from './quiet-errors'
import type { ResolvedRelayOptions } from './relay-options'
import { createShardWorker } from './shard-worker'
import { ShardWorkers } from './shard-workers'
import { trackSockets } from './sockets'

/** How often a relay tells the others that it lives, within `failoverMs`. */
const BEATS = 4

/** How long `close` waits where no time is given, in ms. */
const CLOSE_TIMEOUT_MS = 10_000

/** How much of the time to close is for handing back what is in flight, and as much for the transport, in ms. */
const LAST_MS = 500

/** Takes messages out of Redis and delivers them, together with the other relays of its fleet. */
export class Relay {
  /**
   * Resolves once the relay works, however long Redis keeps it waiting. Rejects with a `ConfigError` where the fleet
   * agreed on another number of shards.
   */
  readonly ready: Promise<void>
  readonly #options: ResolvedRelayOptions
  readonly #tell: (error: unknown) => void
  readonly #redis: Redis
  readonly #endSockets: () => void
  readonly #queues: readonly Queue[]
  readonly #membership: Membership
  readonly #processor: JobProcessor
  readonly #workers: ShardWorkers
  readonly #abort = new AbortController()
  #nextBeat: NodeJS.Timeout | undefined
  #closing: Promise<void> | undefined

  constructor(peers: Peers, options: ResolvedRelayOptions) {
    const { queueName, shards, failoverMs, transport, maxAgeMs } = options
    this.#options = options
    setMaxListeners(0, this.#abort.signal)
    this.#tell = quietErrors(options.onError)
    const report = (error: unknown): void => this.#report(error)
    this.#redis = createClient(peers, options.connection, {
      maxRetriesPerRequest: null,
      retryStrategy: (attempt) => Math.min(100 * attempt, 1_000),
      disconnectTimeout: 200,
    })
    this.#redis.on('error', report)
    this.#endSockets = trackSockets(this.#redis)
    this.#queues = createQueues(peers, this.#redis, options)
    this.#membership = new Membership(this.#redis, { queueName, shards, failoverMs })
    this.#processor = new JobProcessor({
      transport,
      maxAgeMs,
      health: new OriginHealth(this.#redis, queueName, this.#queues),
      signal: this.#abort.signal,
      putBack: peers.bullmq.Worker.RateLimitError,
      onDrop: options.onDrop,
      onError: report,
    })
    const names = shardNames(queueName, shards)
    this.#workers = new ShardWorkers((shard) =>
      createShardWorker(peers, {
        redis: this.#redis,
        shard,
        name: names[shard] ?? '',
        failoverMs,
        keepFailed: options.keepFailed,
        processor: this.#processor,
        onError: report,
      }),
    )
    this.ready = this.#begin()
    // Whoever does not wait for it learns of the error from onError.
    this.ready.catch(() => {})
  }

  stats(): RelayStats {
    return this.#processor.stats()
  }

  /**
   * Finishes what is in flight within the time (10 s by default); what does not end in time stays in Redis, at its
   * place. Closes the transport. Never rejects; called again, it returns the same promise.
   */
  close({ timeoutMs = CLOSE_TIMEOUT_MS }: WaitOptions = {}): Promise<void> {
    this.#closing ??= this.#end(timeoutMs)
    return this.#closing
  }

  async #begin(): Promise<void> {
    await checkRedis(this.#redis).catch((error: unknown) => this.#report(error))
    await this.#beat()
  }

  async #beat(): Promise<void> {
    try {
      const shards = await withinTime(this.#membership.beat(), { timeoutMs: this.#options.failoverMs })
      await Promise.all(this.#queues.map((queue) => queue.setGlobalConcurrency(1)))
      if (this.#closing === undefined) this.#workers.assign(shards)
    } catch (error) {
      this.#report(error)
      if (error instanceof ConfigError) throw error
      // The other side may have vanished without a word: the next beat uses a new socket.
      if (error instanceof OutOfTimeError) this.#redis.stream?.destroy()
    } finally {
      this.#scheduleBeat()
    }
  }

  /** What ends at the end is no trouble. */
  #report(error: unknown): void {
    if (this.#closing === undefined) this.#tell(error)
  }

  #scheduleBeat(): void {
    if (this.#closing !== undefined) return
    // Rejections are told by #beat.
    this.#nextBeat = setTimeout(() => void this.#beat().catch(() => {}), this.#options.failoverMs / BEATS)
  }

  async #end(timeoutMs: number): Promise<void> {
    clearTimeout(this.#nextBeat)
    const lastMs = Math.min(LAST_MS, timeoutMs / 4)
    const idle = this.#workers.close()
    await withinTime(idle, { timeoutMs: timeoutMs - 2 * lastMs }).catch(() => this.#abort.abort())
    // What cannot be handed back in time returns to its place after failoverMs.
    const left = Promise.all([idle, this.#membership.leave()])
    await withinTime(left, { timeoutMs: lastMs }).catch(() => {})
    this.#endSockets()
    this.#processor.end()
    await withinTime(this.#closeTransport(), { timeoutMs: lastMs }).catch(this.#tell)
  }

  async #closeTransport(): Promise<void> {
    await this.#options.transport.close?.()
  }
}
