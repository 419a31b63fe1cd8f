import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { isError } from '../../errors'
import { OutOfTimeError } from '../../internal/within-time'
import { isCluster } from '../connection/create-client'
import { Link } from '../connection/link'
import type { RedisConnection, RedisCredentials } from '../connection/options'
import type { RedisPeer } from '../connection/peers'
import { redisFailure } from '../connection/redis-failure'
import {
  type AddedEntry,
  Addition,
  intoCalls,
  MAX_ENTRIES_AT_ONCE,
  type PartitionedEntries,
} from './addition'
import type { Entry } from './entry'
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
  /** By then `add` is settled, whatever Redis does, in ms; so long for each 128 entries where there are more. */
  readonly timeoutMs: number
  /** Who hears of what is added. @default nobody */
  readonly wakeUp?: WakeUpCall | undefined
}

/** How long Redis remembers the id of an entry that was taken, in ms: an unsure writer tries again sooner. */
const REMEMBERED_MS = 600_000

const GIVEN_UP = 'the attempt was given up'

/**
 * Adds entries to their partitions; what is added in the same turn of the event loop goes to Redis together. Connects
 * when needed, and holds no process. After a failure nobody knows whether the entry was taken: adding it again is safe.
 */
export class PartitionWriter {
  readonly #settings: WriterSettings
  readonly #link: Link
  #gathered: Addition[] = []
  /** Undefined until the fleet's number is known on this connection. */
  #partitions: number | undefined
  #opening: Promise<void> | undefined
  /** true: a call may go to one partition only, since others may be on other nodes. */
  #isSpread: boolean

  constructor(peer: RedisPeer, settings: WriterSettings) {
    const { connection, credentials, timeoutMs } = settings
    this.#settings = settings
    this.#link = new Link(peer, {
      connection,
      credentials,
      commandTimeoutMs: timeoutMs,
      isPersistent: false,
      isPipelining: false,
    })
    this.#isSpread = isCluster(this.#link.client)
  }

  /**
   * Resolves once Redis has the entries: for each to true, or to false where it had taken the id before. Entries of a
   * conversation are added in their order.
   *
   * @throws TransportError retryable; its message names the cause and holds nothing of the entries
   */
  async add(entries: readonly Entry[], signal?: AbortSignal): Promise<readonly boolean[]> {
    if (entries.length <= MAX_ENTRIES_AT_ONCE) return this.#gather(entries, signal)
    const added: boolean[] = []
    while (added.length < entries.length) {
      const some = entries.slice(added.length, added.length + MAX_ENTRIES_AT_ONCE)
      added.push(...(await this.#gather(some, signal)))
    }
    return added
  }

  close(): void {
    this.#link.end()
  }

  #gather(entries: readonly Entry[], signal: AbortSignal | undefined): Promise<readonly boolean[]> {
    if (entries.length === 0) return Promise.resolve([])
    if (signal?.aborted) return Promise.reject(redisFailure(new Error(GIVEN_UP)))
    return Addition.of(entries, signal, (addition) => {
      this.#gathered.push(addition)
      if (this.#gathered.length === 1) setImmediate(() => void this.#flush())
    })
  }

  /** By the end all that was gathered is settled. */
  async #flush(): Promise<void> {
    const { timeoutMs } = this.#settings
    const additions = this.#gathered
    this.#gathered = []
    const fail = (some: readonly Addition[], error: unknown): void => {
      for (const addition of some) this.#fail(addition, error)
    }
    const timer = setTimeout(() => {
      fail(additions, new OutOfTimeError(`no answer within ${timeoutMs} ms`))
      this.#link.hangUp()
    }, timeoutMs)
    const release = onAborted(additions, (some) => fail(some, new Error(GIVEN_UP)))
    try {
      await this.#write(additions)
    } catch (error) {
      fail(additions, error)
    } finally {
      clearTimeout(timer)
      release()
    }
  }

  async #write(additions: readonly Addition[]): Promise<void> {
    if (this.#partitions === undefined || !this.#link.isReady) {
      this.#opening ??= this.#open().finally(() => {
        this.#opening = undefined
      })
      await this.#opening
    }
    const partitions = this.#partitions ?? DEFAULT_PARTITIONS
    const calls = intoCalls(additions, ({ conversation }) => partitionOf(conversation, partitions))
    await Promise.all(calls.map((entries) => this.#add(entries, partitions)))
  }

  async #add(entries: PartitionedEntries, partitions: number): Promise<void> {
    if (!this.#isSpread) await this.#addTogether(entries, partitions)
    else await Promise.all([...entries].map((its) => this.#addTogether(new Map([its]), partitions)))
  }

  /** Settles the entries, whatever becomes of them. */
  async #addTogether(entries: PartitionedEntries, partitions: number): Promise<void> {
    try {
      await this.#call(entries, partitions)
    } catch (error) {
      if (entries.size > 1 && isCrossSlot(error)) {
        // A cluster behind an address that looks like one Redis. It has refused the call as a whole.
        this.#isSpread = true
        await this.#add(entries, partitions)
        return
      }
      for (const { addition } of [...entries.values()].flat()) this.#fail(addition, error)
    }
  }

  async #call(entries: PartitionedEntries, partitions: number): Promise<void> {
    const { name, rememberedMs = REMEMBERED_MS, wakeUp } = this.#settings
    const keys: string[] = []
    const values: (string | number)[] = [partitions, rememberedMs, wakeUp?.channel ?? '']
    for (const [partition, its] of entries) {
      const { messages, count, id: keyOfId } = partitionKeys(name, partition)
      keys.push(messages, count)
      values.push(its.length, wakeUp?.messageFor(its[0]?.entry.conversation ?? '') ?? '')
      for (const { entry } of its) {
        keys.push(keyOfId(entry.id))
        values.push(entry.id, entry.kind, entry.conversation, entry.at, entry.body)
      }
    }
    const answers = await this.#link.client.eval(ADD, keys.length, ...keys, ...values)
    await Promise.all(
      [...entries].map(([partition, its], index) => this.#settle(partition, its, Object(answers)[index])),
    )
  }

  /** @param answer What the script returned for the partition. */
  async #settle(partition: number, entries: readonly AddedEntry[], answer: unknown): Promise<void> {
    const results: readonly unknown[] = Array.isArray(answer) ? answer : []
    const settled = results.filter((result) => typeof result === 'number')
    for (const [index, result] of settled.entries()) {
      const { addition, index: place } = entries[index] ?? {}
      if (place !== undefined) addition?.settle(place, result === 1)
    }
    if (settled.length === entries.length) return
    const error = Array.isArray(answer)
      ? await foreignKeyError(
          this.#link.client,
          this.#settings.name,
          [partition],
          new Error(`${answer.at(-1)}`),
        )
      : this.#moved(answer)
    for (const { addition } of entries.slice(settled.length)) this.#fail(addition, error)
  }

  /** Nothing was added to a partition that belongs to another number of them. The next attempt asks for the number. */
  #moved(agreed: unknown): unknown {
    const { name, partitions } = this.#settings
    this.#partitions = undefined
    try {
      agreedPartitions(name, partitions, agreed)
      return new Error(`the fleet ${name} has moved, or is being moved, to another number of partitions`)
    } catch (error) {
      return error
    }
  }

  #fail(addition: Addition, error: unknown): void {
    addition.fail(redisFailure(error, this.#link.connectionError))
  }

  async #open(): Promise<void> {
    await this.#link.connect()
    const { name, partitions } = this.#settings
    const key = fleetKeys(name).partitions
    await this.#link.client.setnx(key, partitions ?? DEFAULT_PARTITIONS)
    this.#partitions = agreedPartitions(name, partitions, await this.#link.client.get(key))
  }
}

/** Calls back with the additions whose signal aborts, until it is released: one listener for each signal. */
function onAborted(
  additions: readonly Addition[],
  callback: (aborted: readonly Addition[]) => void,
): () => void {
  const releases = [...new Set(additions.map(({ signal }) => signal))].map((signal) => {
    const abort = (): void => callback(additions.filter((addition) => addition.signal === signal))
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
    return () => signal?.removeEventListener('abort', abort)
  })
  return () => {
    for (const release of releases) release()
  }
}

const isCrossSlot = (error: unknown): boolean => isError(error) && error.message.includes('CROSSSLOT')
