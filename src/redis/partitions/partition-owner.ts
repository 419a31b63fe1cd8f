import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FleetStats } from '../../delivery/observer'
import type { DashbotError } from '../../errors'
import { withinTime } from '../../internal/within-time'
import { Link } from '../connection/link'
import type { RedisPeer } from '../connection/peers'
import { quietErrors, redisError } from '../connection/quiet-errors'
import { describeFailure, finalFailure, isTimeout } from '../connection/redis-failure'
import { type PartitionBacklog, readBacklog } from './backlog'
import { partitionKeys, partitionOf } from './fleet'
import { Holding } from './holding'
import { joinFleet } from './join-fleet'
import type { EntryOutcome, LoadedEntry } from './lane'
import { Lease } from './lease'
import { Membership } from './membership'
import type { OwnerHost, OwnerSettings } from './owner-options'
import { Partition } from './partition'
import { Shares } from './shares'
import { Turns } from './turns'

/** How often an owner says that it lives, in ms; more often with short leases. */
const BEAT_MS = 500
/** How often within a lease, at least. */
const BEATS = 8
/** How often an owner looks for a pause, in ms. */
const PAUSE_LOOK_MS = 100
/** How long acknowledgements are gathered, in ms. */
const GATHER_MS = 20
/** How long a command may take, in ms. */
const COMMAND_TIMEOUT_MS = 2_000

/**
 * Works on a fair share of a fleet's partitions, together with the other owners that are heard of. `next` hands out
 * the first entry of a conversation, and the following one only after `settle`: across all owners, and over deaths,
 * handovers and failovers. An entry is handed out at least once.
 *
 * @example
 * function work() {
 *   for (let taken = owner.next(); taken; taken = owner.next()) {
 *     const loaded = taken
 *     handle(loaded.item, loaded.lane.window.signal).then(
 *       () => owner.settle(loaded, { kind: 'done' }),
 *       () => owner.settle(loaded, { kind: 'retry', delayMs: 1_000 }),
 *     ).finally(work)
 *   }
 * }
 */
export class PartitionOwner<Item> {
  /**
   * Resolves once this owner takes part, however long Redis keeps it waiting; meanwhile the cause goes to `onError`.
   * Rejects with a `ConfigError` where no waiting helps: a wrong password, a missing permission, another number of
   * partitions, keys of somebody else, not a Redis.
   */
  readonly ready: Promise<void>
  /** Entries known to this owner and not settled. */
  size = 0
  readonly #settings: OwnerSettings
  readonly #host: OwnerHost<Item>
  readonly #report: (error: DashbotError) => void
  readonly #link: Link
  readonly #membership: Membership
  readonly #shares: Shares<Item>
  readonly #turns = new Turns<Item>()
  #isLeaving = false
  #hasEnded = false
  #answeredAt = Number.NEGATIVE_INFINITY
  #nextTurn: NodeJS.Timeout | undefined
  readonly #watchPause: NodeJS.Timeout

  /** @throws ConfigError where the connection prefixes its keys */
  constructor(peer: RedisPeer, settings: OwnerSettings, host: OwnerHost<Item>) {
    const { leaseMs } = settings
    this.#settings = settings
    this.#host = host
    this.#report = quietErrors((error) => host.onError(error))
    const commandTimeoutMs = Math.min(COMMAND_TIMEOUT_MS, leaseMs / 4)
    this.#link = new Link(peer, { ...settings, commandTimeoutMs, isPersistent: true })
    this.#membership = new Membership({ ...settings, client: this.#link.client })
    this.#shares = new Shares({
      membership: this.#membership,
      handoverMs: settings.handoverMs ?? leaseMs,
      create: (index, partitions) => this.#createHolding(index, partitions),
      onServed: (holding) => this.#serve(holding),
      onLost: (holding) => this.#lose(holding),
      onError: (error) => this.#met(error),
    })
    this.#watchPause = setInterval(() => void this.#lookForPause(), PAUSE_LOOK_MS)
    this.#watchPause.unref()
    this.#link.client.on('ready', () => this.#rewind())
    this.#link.client.on('+node', () => this.#rewind())
    this.ready = this.#start()
    this.ready.catch(() => {}) // It goes to onError too.
  }

  /** true: it owns partitions, and Redis has answered lately. */
  get isWorking(): boolean {
    const { owned, beat } = this.#shares
    const isAnswered = performance.now() - this.#answeredAt < this.#settings.leaseMs
    return isAnswered && !this.#isLeaving && (owned.length > 0 || beat.share === 0)
  }

  /** How many partitions this owner has, of how many, and how often one came or went. */
  get shares(): Pick<FleetStats, 'owned' | 'partitions' | 'leaseChanges'> {
    const { owned, beat, changes } = this.#shares
    return { owned: owned.length, partitions: beat.partitions, leaseChanges: changes }
  }

  /** What waits in the partitions of this owner. */
  readBacklog(): Promise<readonly PartitionBacklog[]> {
    const owned = [...this.#shares.holdings].filter(([, { isOwned }]) => isOwned).map(([index]) => index)
    return readBacklog(this.#link.client, this.#settings.name, owned)
  }

  /** The first entry of the next lane without an entry in flight; lanes take turns. Never waits. */
  next(): LoadedEntry<Item> | undefined {
    return this.#isLeaving ? undefined : this.#turns.next()
  }

  /** An entry of the conversation was added: true where it is for this owner, which reads it at once. */
  expect(conversation: string): boolean {
    const holding = this.#shares.holdings.get(partitionOf(conversation, this.shares.partitions || 1))
    if (!holding?.isOwned) return false
    holding.partition.readNow()
    return holding.isServed
  }

  /**
   * Says what became of an entry. Where the partition has gone elsewhere meanwhile, what is done is still acknowledged;
   * what is to be tried again is left to its new owner.
   */
  settle(loaded: LoadedEntry<Item>, outcome: EntryOutcome): void {
    const { window, conversation } = loaded.lane
    const holding = this.#shares.holdings.get(window.partition)
    const isElsewhere = window.signal.aborted
    if (isElsewhere && outcome.kind === 'retry') {
      this.size -= 1
      this.#host.onLeft(1, [conversation])
    } else {
      if (outcome.kind !== 'retry') this.size -= 1
      holding?.partition.settle(loaded, outcome)
    }
    if (holding === undefined) return
    holding.inFlight -= 1
    if (holding.leavingSince !== undefined) void this.#shares.idle(holding).catch((error) => this.#met(error))
  }

  /** Has all owners leave the receiver alone for so long, in ms. Never rejects. */
  async pause(pauseMs: number): Promise<void> {
    await this.#membership.pause(pauseMs).catch((error: unknown) => this.#met(error))
  }

  /** Hands out nothing more. What is in flight may still be settled. */
  stop(): void {
    this.#isLeaving = true
  }

  /**
   * Gives up what is still in flight, confirms what is done to Redis, and hands the partitions over, as far as it can within
   * the time. What it cannot hand over goes elsewhere when its lease ends. Never rejects.
   */
  async leave(timeoutMs: number): Promise<void> {
    this.stop()
    clearTimeout(this.#nextTurn)
    clearInterval(this.#watchPause)
    this.#hasEnded = true
    if (this.#link.isReady) await withinTime(this.#shares.leave(), { timeoutMs }).catch(() => {})
    for (const holding of this.#shares.holdings.values()) {
      this.#lose(holding)
      holding.lease.end()
      holding.partition.end()
    }
    this.#link.end()
  }

  async #start(): Promise<void> {
    while (!this.#hasEnded) {
      try {
        await this.#begin()
        this.#schedule()
        return
      } catch (error) {
        const failure = finalFailure(error, this.#link.connectionError)
        this.#met(failure ?? error)
        if (failure !== undefined) {
          this.#link.end()
          throw failure
        }
        await sleep(this.#beatMs)
      }
    }
  }

  async #begin(): Promise<void> {
    await joinFleet(this.#link, this.#membership, this.#settings.name, (error) => this.#met(error))
    await this.#turn()
  }

  get #beatMs(): number {
    return Math.min(BEAT_MS, this.#settings.leaseMs / BEATS)
  }

  #schedule(): void {
    if (this.#hasEnded) return
    this.#nextTurn = setTimeout(() => {
      void this.#turn()
        .catch((error: unknown) => {
          this.#met(error)
          // The other side may have vanished without a word: the next command goes over a new connection.
          if (isTimeout(error) && performance.now() - this.#answeredAt > this.#settings.leaseMs / 2)
            this.#link.hangUp()
        })
        .finally(() => this.#schedule())
    }, this.#beatMs)
  }

  async #turn(): Promise<void> {
    await this.#shares.turn()
    this.#answeredAt = performance.now()
    const { pauseMs } = this.#shares.beat
    if (pauseMs > 0) this.#host.onPause?.(pauseMs)
  }

  /** A pause that another owner was asked for is noticed before the next beat. */
  async #lookForPause(): Promise<void> {
    if (this.#isLeaving || !this.#link.isReady) return
    const pauseMs = await this.#membership.pauseLeft().catch(() => 0)
    if (pauseMs > 0) this.#host.onPause?.(pauseMs)
  }

  #createHolding(index: number, partitions: number): Holding<Item> {
    const { name, leaseMs, keepDead, countsAttempts = false, gatherMs = GATHER_MS } = this.#settings
    const { client } = this.#link
    const keys = partitionKeys(name, index)
    const partition = new Partition<Item>(
      { index, client, keys, keepDead, countsAttempts, gatherMs },
      {
        decode: (entry) => this.#host.decode(entry),
        onReady: (lane) => {
          this.#turns.offer(holding, lane)
          this.#host.onReady()
        },
        isHungry: () => this.#turns.isHungry,
        onArrived: (count) => {
          this.size += count
          this.#host.onArrived(count)
        },
        onRefused: (count) => {
          this.size -= count
          this.#host.onRefused(count)
        },
        onError: (error) => this.#met(error),
      },
    )
    const owner = this.#membership.id
    const onFence = (): void => this.#shares.lose(holding)
    const lease = new Lease({ client, keys, name, partitions, owner, leaseMs, onFence })
    const holding = new Holding(partition, lease)
    return holding
  }

  #serve(holding: Holding<Item>): void {
    this.#turns.enlist(holding)
    this.#host.onReady()
  }

  #lose(holding: Holding<Item>): void {
    holding.clear()
    const { lanes, left } = holding.partition.shut()
    if (left === 0) return
    this.size -= left
    this.#host.onLeft(left, lanes)
  }

  #rewind(): void {
    for (const { partition } of this.#shares.owned) partition.rewind()
  }

  /** Something failed; whoever does it tries again. */
  #met(error: unknown): void {
    if (this.#hasEnded) return
    const { connectionError } = this.#link
    const failure = finalFailure(error, connectionError)
    this.#report(failure ?? redisError(describeFailure(error, connectionError)))
  }
}
