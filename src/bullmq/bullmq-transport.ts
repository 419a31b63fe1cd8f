import { once } from 'node:events'
import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import * as v from 'valibot'
import { parseOptions } from '../internal/options'
import type { SendOptions, Transport } from '../transports/transport'
import type { Envelope } from '../wire/envelope'
import { agreeOnShards } from './agreement'
import { createClient } from './connect'
import { type FleetOptions, fleetEntries } from './fleet-options'
import { toJob } from './job'
import { loadPeers } from './peers'
import { createQueues } from './queues'
import { redisFailure } from './redis-failure'
import { shardOf } from './shards'
import { OutOfTimeError, withinTime } from './within-time'

export interface BullMqTransportOptions extends FleetOptions {}

const schema = v.strictObject(fleetEntries)

/** By then a send is settled, whatever Redis does. */
const TIMEOUT_MS = 1_900

/**
 * Hands envelopes to Redis, from where relays deliver them: `send` resolves once Redis holds the message. Sends that
 * arrive together go in one round trip; a message that Redis has taken before is not taken twice. With Redis down or
 * stuck a send rejects within 2 s, retryable, so that the client's queue or outbox keeps the message, and the next
 * send connects anew.
 *
 * An idle transport does not keep the process alive.
 *
 * @example
 * const transport = new BullMqTransport({ connection: 'redis://127.0.0.1:6379' })
 * const client = new DashbotClient({ transport })
 */
export class BullMqTransport implements Transport {
  readonly #queueName: string
  readonly #shards: number
  readonly #redis: Redis
  readonly #createQueues: () => readonly Queue[]
  #queues: readonly Queue[] = []
  /** The fleet has the same number of shards, as far as this connection could see. */
  #isAgreed = false
  #opening: Promise<void> | undefined

  /**
   * @throws {ConfigError} that names the option at fault
   * @throws {MissingPeerError} where bullmq or ioredis is not installed
   */
  constructor(options: BullMqTransportOptions) {
    const { connection, queueName, shards } = parseOptions('BullMqTransport', schema, options)
    const peers = loadPeers()
    const redis = createClient(peers, connection, {
      lazyConnect: true,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    })
    redis.on('connect', () => redis.stream.unref())
    this.#queueName = queueName
    this.#shards = shards
    this.#redis = redis
    this.#createQueues = () => createQueues(peers, redis, { queueName, shards })
  }

  async send(envelope: Envelope, { signal }: SendOptions): Promise<void> {
    try {
      signal.throwIfAborted()
      await withinTime(this.#enqueue(envelope), { timeoutMs: TIMEOUT_MS, signal })
    } catch (error) {
      if (error instanceof OutOfTimeError) this.#hangUp()
      throw redisFailure(error)
    }
  }

  async close(): Promise<void> {
    this.#redis.disconnect()
    this.#hangUp()
  }

  async #enqueue(envelope: Envelope): Promise<void> {
    if (!this.#isAgreed || !this.#isConnected) {
      this.#opening ??= this.#open().finally(() => {
        this.#opening = undefined
      })
      await this.#opening
    }
    const { name, data, opts } = toJob(envelope)
    await this.#queues[shardOf(envelope.conversation, this.#shards)]?.add(name, data, opts)
  }

  get #isConnected(): boolean {
    return this.#redis.status === 'ready' && !this.#redis.stream.destroyed
  }

  async #open(): Promise<void> {
    if (!this.#isConnected) await this.#connect()
    await agreeOnShards(this.#redis, this.#queueName, this.#shards)
    this.#isAgreed = true
    if (this.#queues.length === 0) this.#queues = this.#createQueues()
  }

  async #connect(): Promise<void> {
    this.#isAgreed = false
    const { status, stream } = this.#redis
    const isEnding = status !== 'end' && stream?.destroyed
    if (isEnding) await once(this.#redis, 'end')
    await this.#redis.connect()
  }

  /** Ends a connection that does not answer, without waiting for its other side. */
  #hangUp(): void {
    this.#redis.stream?.destroy()
  }
}
