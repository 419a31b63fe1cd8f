import { OutOfTimeError, withinTime } from '../../internal/within-time'
import { Link } from '../connection/link'
import type { RedisConnection, RedisCredentials } from '../connection/options'
import type { RedisPeer } from '../connection/peers'
import { redisFailure } from '../connection/redis-failure'
import { type Entry, toFields } from './entry'
import { agreedPartitions, DEFAULT_PARTITIONS, fleetKeys, partitionKeys, partitionOf } from './fleet'
import { foreignKeyError } from './foreign-keys'
import { ADD } from './scripts'

export interface WriterSettings {
  readonly connection: RedisConnection
  readonly credentials?: RedisCredentials | undefined
  readonly name: string
  /** @default the fleet's number, 64 where there is none yet */
  readonly partitions?: number | undefined
  /** How long Redis remembers the id of an entry, in ms. @default 600_000 */
  readonly rememberedMs?: number | undefined
  /** By then `add` is settled, whatever Redis does, in ms. */
  readonly timeoutMs: number
}

/** How long Redis remembers the id of an entry that was taken, in ms: an unsure writer tries again sooner. */
const REMEMBERED_MS = 600_000

/**
 * Adds entries to their partitions. Connects when needed, and holds no process. After a failure nobody knows whether
 * the entry was taken: adding it again is safe.
 */
export class PartitionWriter {
  readonly #settings: WriterSettings
  readonly #link: Link
  /** Undefined until the fleet's number is known on this connection. */
  #partitions: number | undefined
  #opening: Promise<void> | undefined

  constructor(peer: RedisPeer, settings: WriterSettings) {
    const { connection, credentials, timeoutMs } = settings
    this.#settings = settings
    this.#link = new Link(peer, {
      connection,
      credentials,
      commandTimeoutMs: timeoutMs,
      isPersistent: false,
    })
  }

  /**
   * Resolves to true once Redis has the entry, to false where it had taken its id before.
   * @throws TransportError retryable; its message names the cause and holds nothing of the entry
   */
  async add(entry: Entry, signal?: AbortSignal): Promise<boolean> {
    const { timeoutMs } = this.#settings
    try {
      signal?.throwIfAborted()
      return await withinTime(this.#add(entry), { timeoutMs, ...(signal && { signal }) })
    } catch (error) {
      if (error instanceof OutOfTimeError) this.#link.hangUp()
      throw redisFailure(error, this.#link.connectionError)
    }
  }

  close(): void {
    this.#link.end()
  }

  async #add(entry: Entry): Promise<boolean> {
    if (this.#partitions === undefined || !this.#link.isReady) {
      this.#opening ??= this.#open().finally(() => {
        this.#opening = undefined
      })
      await this.#opening
    }
    const { name, rememberedMs = REMEMBERED_MS } = this.#settings
    const partitions = this.#partitions ?? DEFAULT_PARTITIONS
    const partition = partitionOf(entry.conversation, partitions)
    const keys = partitionKeys(name, partition)
    const fixed = [keys.messages, keys.id(entry.id), keys.count, partitions, rememberedMs]
    const answer = await this.#link.client.eval(ADD, 3, ...fixed, ...toFields(entry)).catch(async (error) => {
      throw await foreignKeyError(this.#link.client, name, [partition], error)
    })
    if (answer === 1 || answer === 0) return answer === 1
    // The next attempt asks for the number.
    this.#partitions = undefined
    agreedPartitions(name, this.#settings.partitions, answer)
    throw new Error(`the fleet ${name} has moved, or is being moved, to another number of partitions`)
  }

  async #open(): Promise<void> {
    await this.#link.connect()
    const { name, partitions } = this.#settings
    const key = fleetKeys(name).partitions
    await this.#link.client.setnx(key, partitions ?? DEFAULT_PARTITIONS)
    this.#partitions = agreedPartitions(name, partitions, await this.#link.client.get(key))
  }
}
