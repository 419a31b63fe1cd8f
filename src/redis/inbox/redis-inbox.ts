import * as v from 'valibot'
import { ConfigError } from '../../errors'
import { parseOptions } from '../../internal/options'
import { withinTime } from '../../internal/within-time'
import type {
  AddedEvents,
  AppIdStore,
  Inbox,
  InboxEvent,
  InboxHost,
  InboxLimits,
  InboxTurn,
  TurnOutcome,
} from '../../twitter/inbox/inbox'
import { REMEMBERED_MS } from '../../twitter/inbox/remembered'
import { Link } from '../connection/link'
import { connectionEntries } from '../connection/options'
import { loadRedisPeer } from '../connection/peers'
import type { FleetOptions } from '../fleet-options'
import { fleetEntries, type LoadedEntry, PartitionOwner, PartitionWriter, WakeUps } from '../partitions'
import { AppIdKey } from './app-id-key'
import { AttemptCounts, type Attempts } from './attempt-counts'
import { type EventItem, inboxFleet, toInboxEntry, toItem } from './inbox-entry'

export interface RedisInboxOptions extends FleetOptions {}

const schema = v.strictObject({ ...connectionEntries, ...fleetEntries })

/** By then `add` is settled, whatever Redis does, in ms. */
const TIMEOUT_MS = 2_000
/** After how long without a sign of life a process's conversations go to others, in ms. */
const LEASE_MS = 10_000
const KEEP_DEAD = 1_000
/** How many events are made ready for turns that are to begin. */
const LOOKAHEAD = 64
/** How long the first events wait for this process to take part, in ms. */
const FIRST_WAIT_MS = 1_000
/** By then partitions are handed over at the close, in ms. */
const LEAVE_TIMEOUT_MS = 2_000

type Taken = LoadedEntry<EventItem>

/**
 * Keeps events in Redis until their turns are over, for a fleet: any process takes webhooks, and one process at a time
 * runs a conversation's turns, in the order in which Redis took the events. What a process that ended was in the middle
 * of runs again in another one (`turnAttempt`), within 10 s. Events are known fleet-wide for 26 hours.
 *
 * Each process bounds what it knows of (`maxPendingEvents`). With Redis down X gets 503 within 2 s, and delivers again
 * later. Dead letters: `botbuilder-dashbot inbox redis://...`. Give each process `adapter.resume(logic)`: without it a
 * process takes part only from its first webhook on.
 *
 * @example
 * const inbox = new RedisInbox({ connection: 'redis://127.0.0.1:6379' })
 * const adapter = new TwitterAdapter({ consumerSecret, client, inbox })
 * adapter.resume((context) => bot.run(context))
 */
export class RedisInbox implements Inbox {
  readonly durable = true
  /** The app's id, for the whole fleet. */
  readonly appIdStore: AppIdStore
  readonly #settings: v.InferOutput<typeof schema>
  readonly #peer = loadRedisPeer()
  readonly #wakeUps: WakeUps
  readonly #writer: PartitionWriter
  /** For what stands beside the events. */
  readonly #link: Link
  readonly #attempts: AttemptCounts
  /** Keys of this process's events that are to run here, by lane. */
  readonly #expected = new Map<string, Set<string>>()
  /** Of each `add` under way the keys whose turns are not over: a turn may be before Redis has the last event. */
  readonly #adds = new Set<Set<string>>()
  /** Events that were read and not settled, by their key. */
  readonly #read = new Map<string, { readonly lane: string; readonly at: number }>()
  readonly #ready: { readonly taken: Taken; readonly attempts: Attempts }[] = []
  readonly #running = new Map<InboxTurn, Taken>()
  /** Taken, and being counted. */
  readonly #counting = new Set<Promise<void>>()
  #hasWaited = false
  #owner: PartitionOwner<EventItem> | undefined
  #host: InboxHost | undefined
  #limits: InboxLimits | undefined
  #left: number | undefined

  /**
   * @throws ConfigError that names the option at fault
   * @throws MissingPeerError where ioredis is not installed
   */
  constructor(options: RedisInboxOptions) {
    const parsed = parseOptions('RedisInbox', schema, options)
    this.#settings = { ...parsed, name: inboxFleet(parsed.name) }
    this.#wakeUps = new WakeUps(this.#peer, this.#settings)
    this.#writer = new PartitionWriter(this.#peer, {
      ...this.#settings,
      wakeUp: this.#wakeUps,
      timeoutMs: TIMEOUT_MS,
      rememberedMs: REMEMBERED_MS,
    })
    const { connection, credentials, name } = this.#settings
    const link = { connection, credentials, commandTimeoutMs: TIMEOUT_MS, isPersistent: false }
    this.#link = new Link(this.#peer, link)
    this.#attempts = new AttemptCounts(this.#link, name)
    this.appIdStore = new AppIdKey(this.#link, name)
  }

  get size(): number {
    return this.#left ?? Math.max(this.#owner?.size ?? 0, this.#expectedCount)
  }

  /** Of the events that were read: those at the heads of their conversations are. */
  get oldest(): number | undefined {
    let oldest: number | undefined
    for (const { at } of this.#read.values()) {
      if (oldest === undefined || at < oldest) oldest = at
    }
    return oldest
  }

  /** @throws ConfigError where another adapter uses this inbox */
  open(host: InboxHost, limits: InboxLimits): void {
    if (this.#host !== undefined) {
      throw new ConfigError('inbox', 'A RedisInbox serves one adapter. Make another one')
    }
    this.#host = host
    this.#limits = limits
  }

  add(events: readonly InboxEvent[]): Promise<AddedEvents> | 'full' {
    return this.size >= (this.#limits?.maxPendingEvents ?? 0) ? 'full' : this.#add(events)
  }

  /** The owner takes part from the first call on: before, nothing could run what it owns. */
  next(): InboxTurn | undefined {
    this.#owner ??= this.#own()
    for (let ready = this.#ready.shift(); ready !== undefined; ready = this.#ready.shift()) {
      const { taken, attempts } = ready
      if (taken.lane.window.signal.aborted) {
        this.#owner.settle(taken, { kind: 'retry', delayMs: 0 })
        continue
      }
      const turn = toTurn(taken, attempts)
      this.#running.set(turn, taken)
      return turn
    }
    this.#prepare(this.#owner)
    return undefined
  }

  settle(turn: InboxTurn, outcome: TurnOutcome): void {
    const taken = this.#running.get(turn)
    if (taken === undefined || this.#owner === undefined || this.#left !== undefined) return
    this.#running.delete(turn)
    if (outcome.kind === 'retry') {
      this.#attempts.fail(taken.entry, taken.lane.window.partition, outcome.delayMs)
      this.#owner.settle(taken, outcome)
      return
    }
    this.#read.delete(turn.key)
    this.#forget(turn.lane, turn.key)
    for (const keys of this.#adds) keys.delete(turn.key)
    if (outcome.kind === 'dead') this.#owner.settle(taken, { ...outcome, attempts: turn.attempt })
    else this.#owner.settle(taken, { kind: 'done' })
  }

  async close(): Promise<void> {
    if (this.#left !== undefined) return
    this.#left = this.size
    this.#owner?.stop()
    this.#wakeUps.end()
    await this.#takeBackUnbegun()
    await this.#owner?.leave(LEAVE_TIMEOUT_MS)
    this.#writer.close()
    this.#link.end()
  }

  async #add(events: readonly InboxEvent[]): Promise<AddedEvents> {
    this.#owner ??= this.#own()
    await this.#takesPart(this.#owner)
    const open = new Set(events.map(({ key }) => key))
    this.#adds.add(open)
    const added = await this.#writer.add(events.map(toInboxEntry)).finally(() => this.#adds.delete(open))
    const known: string[] = []
    const elsewhere: string[] = []
    for (const [index, { key, lane }] of events.entries()) {
      if (!added[index]) known.push(key)
      else if (!this.#owner.expect(lane)) elsewhere.push(key)
      else if (open.has(key)) this.#expect(lane, key)
    }
    return { known, elsewhere }
  }

  /** The first events wait a little for it, so that their turns run here, if they are this process's. */
  async #takesPart(owner: PartitionOwner<EventItem>): Promise<void> {
    if (this.#hasWaited) return
    await withinTime(owner.ready, { timeoutMs: FIRST_WAIT_MS }).catch(() => {})
    this.#hasWaited = true
  }

  #own(): PartitionOwner<EventItem> {
    const settings = {
      ...this.#settings,
      leaseMs: LEASE_MS,
      handoverMs: (this.#limits?.turnTimeoutMs ?? 0) + LEASE_MS,
      keepDead: KEEP_DEAD,
      countsAttempts: true,
      gatherMs: 0,
    }
    const owner = new PartitionOwner<EventItem>(this.#peer, settings, {
      decode: (entry) => {
        this.#read.set(entry.id, { lane: entry.conversation, at: entry.at })
        return toItem(entry)
      },
      onArrived: () => {},
      onLeft: (_count, conversations) => this.#release(conversations),
      onRefused: () => {},
      onReady: () => this.#host?.onReady(),
      onError: (error) => this.#host?.onError(error),
    })
    this.#wakeUps.listen((conversation) => owner.expect(conversation))
    return owner
  }

  /** Turns that were counted, and did not begin before the close, are not marked as begun again in the next process. */
  async #takeBackUnbegun(): Promise<void> {
    await Promise.all(this.#counting)
    const unbegun = this.#ready.splice(0)
    await Promise.all(
      unbegun.map(({ taken: { entry, lane } }) => this.#attempts.takeBack(entry, lane.window.partition)),
    )
  }

  /** Counts the attempt of events whose turns are about to begin: only then may these begin. */
  #prepare(owner: PartitionOwner<EventItem>): void {
    while (this.#counting.size < LOOKAHEAD) {
      const taken = owner.next()
      if (taken === undefined) return
      const counted = this.#count(owner, taken).finally(() => {
        this.#counting.delete(counted)
        this.#host?.onReady()
      })
      this.#counting.add(counted)
    }
  }

  async #count(owner: PartitionOwner<EventItem>, taken: Taken): Promise<void> {
    try {
      const attempts = await this.#attempts.begin(taken.entry, taken.lane.window.partition)
      if (attempts.delayMs === 0) this.#ready.push({ taken, attempts })
      else owner.settle(taken, { kind: 'retry', delayMs: attempts.delayMs })
    } catch {
      // Redis does not answer, which the owner reports.
      owner.settle(taken, { kind: 'retry', delayMs: 1_000 })
    }
  }

  get #expectedCount(): number {
    let count = 0
    for (const keys of this.#expected.values()) count += keys.size
    return count
  }

  #expect(lane: string, key: string): void {
    const keys = this.#expected.get(lane) ?? new Set()
    this.#expected.set(lane, keys.add(key))
  }

  #forget(lane: string, key: string): void {
    const expected = this.#expected.get(lane)
    if (expected?.delete(key) && expected.size === 0) this.#expected.delete(lane)
  }

  #release(conversations: Iterable<string>): void {
    const left = new Set(conversations)
    for (const [key, { lane }] of this.#read) if (left.has(lane)) this.#read.delete(key)
    for (const lane of left) {
      const keys = [...(this.#expected.get(lane) ?? [])]
      this.#expected.delete(lane)
      if (keys.length > 0) this.#host?.onReleased(keys)
    }
  }
}

function toTurn({ entry, item }: Taken, { begun, failed }: Attempts): InboxTurn {
  return {
    key: entry.id,
    lane: entry.conversation,
    receivedAt: entry.at,
    version: item.version,
    event: item.event,
    attempt: begun,
    failures: failed,
  }
}
