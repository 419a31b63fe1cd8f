import { once } from 'node:events'
import { clearInterval, setInterval } from 'node:timers'
import type { Redis } from 'ioredis'
import { isError } from '../../errors'
import { createClient, isCluster, type RedisClient } from './create-client'
import { applyCredentials } from './credentials'
import type { RedisConnection, RedisCredentials } from './options'
import type { RedisPeer } from './peers'
import { isConnectionGone, isRefusal } from './redis-failure'

export interface LinkSettings {
  readonly connection: RedisConnection
  readonly credentials?: RedisCredentials | undefined
  /** After how long a command without an answer fails, in ms. It may still run later. */
  readonly commandTimeoutMs: number
  /** true: connects again by itself, and holds the process. false: only when `connect` is called, and holds nothing. */
  readonly isPersistent: boolean
  /** Commands of one turn of the event loop go in one piece, where one Redis is all there is. @default true */
  readonly isPipelining?: boolean
  /** How often credentials are asked for, in ms. @default 300_000 */
  readonly renewalMs?: number
}

const RENEWAL_INTERVAL_MS = 300_000
/** How often they are asked for while Redis refuses those that there are, in ms. */
const REFUSED_INTERVAL_MS = 1_000
const CONNECT_TIMEOUT_MS = 5_000
const CONNECT_SHARE = 0.8

/** One client of ours with what its connection last met. It never queues a command for a later connection. */
export class Link {
  readonly client: RedisClient
  /** Why the connection does not work; undefined while it does. */
  connectionError: Error | undefined
  readonly #credentials: RedisCredentials | undefined
  #connecting: Promise<void> | undefined
  readonly #renewalMs: number
  #renewal: NodeJS.Timeout | undefined
  #renewedAt = Number.NEGATIVE_INFINITY
  #hasEnded = false

  /** @throws ConfigError where the connection prefixes its keys */
  constructor(peer: RedisPeer, settings: LinkSettings) {
    const { connection, credentials, commandTimeoutMs, isPersistent, isPipelining = true } = settings
    this.#renewalMs = settings.renewalMs ?? RENEWAL_INTERVAL_MS
    const retry = isPersistent ? (attempt: number) => Math.min(100 * attempt, 1_000) : () => null
    const common = { lazyConnect: true, maxRetriesPerRequest: 0 }
    const forNode = {
      ...common,
      commandTimeout: commandTimeoutMs,
      // It fails before the command that waits for it, and so names the cause.
      connectTimeout: Math.min(CONNECT_TIMEOUT_MS, commandTimeoutMs * CONNECT_SHARE),
      autoResendUnfulfilledCommands: false,
    }
    this.#credentials = credentials
    this.client = createClient(peer, connection, {
      single: {
        ...forNode,
        enableOfflineQueue: false,
        enableAutoPipelining: isPipelining,
        retryStrategy: retry,
      },
      cluster: {
        ...common,
        // ioredis' automatic pipelines do not follow a slot that moved: https://github.com/redis/ioredis/issues/2075
        enableAutoPipelining: false,
        clusterRetryStrategy: retry,
        slotsRefreshTimeout: 1_500,
        slotsRefreshInterval: 0,
        redisOptions: forNode,
      },
    })
    this.#watch(isPersistent)
  }

  get isReady(): boolean {
    const { client } = this
    return client.status === 'ready' && (isCluster(client) || !client.stream.destroyed)
  }

  /** Connects, unless it is connected or about to be. */
  connect(): Promise<void> {
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = undefined
    })
    return this.#connecting
  }

  /** Ends sockets that do not answer, without waiting for their other side. */
  hangUp(): void {
    for (const node of this.#nodes()) node.stream?.destroy()
  }

  /** Ends the connection for good, at once. */
  end(): void {
    this.#hasEnded = true
    clearInterval(this.#renewal)
    this.client.disconnect()
    this.hangUp()
  }

  async #open(): Promise<void> {
    const { client } = this
    if (this.isReady) return
    if (client.status === 'connecting' || client.status === 'connect' || client.status === 'reconnecting') {
      await once(client, 'ready')
      return
    }
    if (!isCluster(client) && client.status !== 'wait' && client.status !== 'end') await once(client, 'end')
    if (this.#credentials !== undefined) await this.#renew()
    await client.connect()
  }

  async #renew(): Promise<void> {
    if (this.#credentials === undefined) return
    this.#renewedAt = performance.now()
    const credentials = await this.#credentials()
    if (this.#hasEnded) return
    // A renewal that fails is tried again at the next one; until then the old credentials serve.
    this.#renewal ??= setInterval(() => this.#renewInBackground(), this.#renewalMs).unref()
    await applyCredentials(this.client, credentials)
  }

  #renewInBackground(): void {
    void this.#renew().catch((error) => this.#met(error))
  }

  #watch(isPersistent: boolean): void {
    const { client } = this
    // Errors are those of the calls that meet them; the event beside them is kept from the console.
    client.on('error', (error) => this.#met(error))
    client.on('node error', (error) => this.#met(error))
    client.on('ready', () => {
      this.connectionError = undefined
      if (!isPersistent) for (const node of this.#nodes()) node.stream?.unref()
    })
    if (isPersistent) return
    if (isCluster(client)) {
      client.on('+node', (node: Redis) => node.on('connect', () => node.stream.unref()))
    } else client.on('connect', () => client.stream.unref())
  }

  /** What follows from an error does not replace it. */
  #met(error: unknown): void {
    if (this.connectionError !== undefined && isConnectionGone(error)) return
    this.connectionError = isError(error) ? error : new Error('unknown error')
    // A connection that is opened again may have to do so with newer credentials than the last renewal brought.
    const isDue = performance.now() - this.#renewedAt >= REFUSED_INTERVAL_MS
    if (isRefusal(this.connectionError) && isDue && !this.#hasEnded) this.#renewInBackground()
  }

  /** The connections behind the client, with the one that ioredis keeps for a cluster's subscriptions. */
  #nodes(): readonly Redis[] {
    const { client } = this
    if (!isCluster(client)) return [client]
    const subscriber: unknown = Reflect.get(client, 'subscriber')?.getInstance?.()
    return subscriber ? [...client.nodes('all'), subscriber as Redis] : client.nodes('all')
  }
}
