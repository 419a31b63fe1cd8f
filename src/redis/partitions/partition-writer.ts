import { OutOfTimeError, withinTime } from '../../internal/within-time'
import { Link } from '../connection/link'
import type { RedisConnection, RedisCredentials } from '../connection/options'
import type { RedisPeer } from '../connection/peers'
import { redisFailure } from '../connection/redis-failure'
import { type Entry, toFields } from './entry'
import { agreedPartitions, DEFAULT_PARTITIONS, fleetKeys, partitionKeys, partitionOf } from './fleet'
import { foreignKeyError } from './foreign-keys'
import { ADD } from './scripts'
import type { WakeUpCall } from './wake-ups'

export interface WriterSettings {
  readonly connection: RedisConnection
  readonly credentials?: RedisCredentials | undefined
  readonly name: string
  /** @default the fleet's number, 64 where there is none yet */
  readonly partitions?: number | undefined
  /** How long Redis remembers the id of an entry, in ms. @default 600_000 */
  readonly rememberedMs?: number | undefined
  /** By then `add` is settled, whatever Redis does, in ms; so long for each 512 entries where there are more. */
  readonly timeoutMs: number
  /** Who hears of what is added. @default nobody */
  readonly wakeUp?: WakeUpCall | undefined
}

/** How long Redis remembers the id of an entry that was taken, in ms: an unsure writer tries again sooner. */
const REMEMBERED_MS = 600_000

/** How many entries are added in one step, whose scripts hold up Redis as long as they run. */
const MAX_ENTRIES_AT_ONCE = 512

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
   * Resolves once Redis has the entries: for each to true, or to false where it had taken the id before. Entries of a
   * conversation are added in their order.
   *
   * @throws TransportError retryable; its message names the cause and holds nothing of the entries
   */
  async add(entries: readonly Entry[], signal?: AbortSignal): Promise<readonly boolean[]> {
    const { timeoutMs } = this.#settings
    const added: boolean[] = []
    try {
      while (added.length < entries.length) {
        signal?.throwIfAborted()
        const some = entries.slice(added.length, added.length + MAX_ENTRIES_AT_ONCE)
        added.push(...(await withinTime(this.#add(some), { timeoutMs, ...(signal && { signal }) })))
      }
      return added
    } catch (error) {
      if (error instanceof OutOfTimeError) this.#link.hangUp()
      throw redisFailure(error, this.#link.connectionError)
    }
  }

  close(): void {
    this.#link.end()
  }

  async #add(entries: readonly Entry[]): Promise<readonly boolean[]> {
    if (this.#partitions === undefined || !this.#link.isReady) {
      this.#opening ??= this.#open().finally(() => {
        this.#opening = undefined
      })
      await this.#opening
    }
    const partitions = this.#partitions ?? DEFAULT_PARTITIONS
    const byPartition = new Map<number, Entry[]>()
    for (const entry of entries) {
      const partition = partitionOf(entry.conversation, partitions)
      const others = byPartition.get(partition)
      if (others === undefined) byPartition.set(partition, [entry])
      else others.push(entry)
    }
    const added = new Map<Entry, unknown>()
    await Promise.all(
      [...byPartition].map(async ([partition, its]) => {
        const answer = await this.#addTo(partition, partitions, its)
        for (const [index, entry] of its.entries()) added.set(entry, answer[index])
      }),
    )
    return entries.map((entry) => added.get(entry) === 1)
  }

  /** @returns for each entry 1, or 0 where its id was taken before. */
  async #addTo(
    partition: number,
    partitions: number,
    entries: readonly Entry[],
  ): Promise<readonly unknown[]> {
    const { name, rememberedMs = REMEMBERED_MS, wakeUp } = this.#settings
    const { client } = this.#link
    const keys = partitionKeys(name, partition)
    const ids = entries.map(({ id }) => keys.id(id))
    const published = wakeUp === undefined ? ['', ''] : wakeUp.published(entries[0]?.conversation ?? '')
    const values = [partitions, rememberedMs, ...published, ...entries.flatMap(toFields)]
    const answer = await client
      .eval(ADD, 2 + ids.length, keys.messages, keys.count, ...ids, ...values)
      .catch(async (error) => {
        throw await foreignKeyError(client, name, [partition], error)
      })
    if (Array.isArray(answer)) return answer
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
