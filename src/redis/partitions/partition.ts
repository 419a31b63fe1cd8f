import { clearTimeout, setTimeout } from 'node:timers'
import type { RedisClient } from '../connection/create-client'
import { toDeathFields } from './dead-entries'
import { toFields } from './entry'
import { attemptFields, type PartitionKeys } from './fleet'
import type { EntryOutcome, Lane, LoadedEntry } from './lane'
import { type Burial, LaneWindow, type LaneWindowHost, type RawEntry } from './lane-window'
import { BURY, LOAD } from './scripts'

export interface PartitionSettings {
  readonly index: number
  readonly client: RedisClient
  readonly keys: PartitionKeys
  /** About how many dead letters are kept. */
  readonly keepDead: number
  /** The counts of attempts are deleted with an entry, not before: until then it may run again. */
  readonly countsAttempts: boolean
  /** How long acknowledgements are gathered, in ms; with 0 a lane waits for each. */
  readonly gatherMs: number
}

export interface PartitionHost<Item> extends Omit<LaneWindowHost<Item>, 'isSettled'> {
  /** Entries were read. */
  onArrived(count: number): void
  /** Entries that nobody can read went to the dead letters. */
  onRefused(count: number): void
  onError(error: unknown): void
}

/** The moments at which partitions step, in ms. */
const GRID_MS = 20
/** When to read again, in ms: after a read that brought something, and at most. */
const BUSY_MS = 40
const IDLE_MS = 250
const ERROR_MS = 250
/** How many acknowledgements go in one command. */
const MAX_ACKS = 500
/** How many entries are looked through at once for a lane. */
const SCAN_COUNT = 256

/**
 * A partition's stream in the hands of a process: it is read ahead of the work, and what is done is deleted from it.
 * Acknowledgements are kept until Redis has them, also when the partition has gone elsewhere.
 */
export class Partition<Item> {
  /** Undefined while this process does not own the partition. */
  window: LaneWindow<Item> | undefined
  readonly #settings: PartitionSettings
  readonly #host: PartitionHost<Item>
  /** Done with, but Redis may not know. */
  readonly #settled = new Set<string>()
  /** What happens once Redis knows, by place: where a lane waits for that. */
  readonly #onConfirmed = new Map<string, () => void>()
  #acks: string[] = []
  #burials: Burial[] = []
  #pauseMs = BUSY_MS
  #readsAt = 0
  #isScanTurn = false
  #timer: NodeJS.Timeout | undefined
  #stepsAt = Number.POSITIVE_INFINITY
  #working: Promise<void> | undefined
  #hasEnded = false

  constructor(settings: PartitionSettings, host: PartitionHost<Item>) {
    this.#settings = settings
    this.#host = host
  }

  /** The partition is this process's from now on. */
  open(): void {
    const { index } = this.#settings
    const { decode, onReady, isHungry } = this.#host
    const isSettled = (place: string): boolean => this.#settled.has(place)
    this.window = new LaneWindow(index, { decode, onReady, isHungry, isSettled })
    this.#readsAt = 0
    this.#schedule(0)
  }

  settle(loaded: LoadedEntry<Item>, outcome: EntryOutcome): void {
    const { entry, lane } = loaded
    const { gatherMs } = this.#settings
    const waits = outcome.kind !== 'retry' && gatherMs === 0
    if (waits) this.#onConfirmed.set(entry.place, () => lane.window.settle(loaded, outcome))
    else lane.window.settle(loaded, outcome)
    if (outcome.kind === 'retry') return
    this.#settled.add(entry.place)
    if (outcome.kind === 'done') this.#acks.push(entry.place)
    else this.#burials.push({ ...outcome, place: entry.place, entry })
    this.#schedule(gatherMs)
  }

  /** The partition went elsewhere. Returns the window that ended, with how many of its entries are not in flight. */
  shut(): { readonly lanes: Iterable<string>; readonly left: number } {
    const { window } = this
    if (window === undefined) return { lanes: [], left: 0 }
    this.window = undefined
    const lanes = [...window.lanes.keys()]
    return { lanes, left: window.end() }
  }

  /** Reads everything once more: places may have gone back, as after a failover. */
  rewind(): void {
    this.window?.rewind()
    this.#readsAt = 0
    this.#schedule(0)
  }

  /** Something was added: it is read without waiting for the next look. */
  readNow(): void {
    this.#readsAt = 0
    this.#schedule(0)
  }

  /** Resolves to true once Redis knows everything that is done, to false where a command failed. */
  async confirm(): Promise<boolean> {
    await this.#working
    while (this.#settled.size > 0) {
      const before = this.#settled.size
      await this.#step()
      if (this.#settled.size >= before) return false
    }
    return true
  }

  end(): void {
    this.#hasEnded = true
    clearTimeout(this.#timer)
  }

  /** Partitions of a process step at the same moments, so that what they send goes to Redis in one piece. */
  #schedule(delayMs: number): void {
    const now = performance.now()
    const at = delayMs <= 0 ? now : Math.ceil((now + delayMs) / GRID_MS) * GRID_MS
    if (this.#hasEnded || at >= this.#stepsAt) return
    clearTimeout(this.#timer)
    this.#stepsAt = at
    this.#timer = setTimeout(() => void this.#step(), at - now)
  }

  #step(): Promise<void> {
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
    })
    return this.#working
  }

  async #work(): Promise<void> {
    clearTimeout(this.#timer)
    // What asks for a step meanwhile is served by the one that this one schedules.
    this.#stepsAt = Number.NEGATIVE_INFINITY
    const { window } = this
    const work = [this.#acknowledge(), ...this.#bury()]
    if (window !== undefined) work.push(...this.#read(window))
    const results = await Promise.allSettled(work)
    const failure = results.find((result) => result.status === 'rejected')
    if (failure !== undefined) this.#host.onError(failure.reason)
    this.#stepsAt = Number.POSITIVE_INFINITY
    const hasAcks = this.#acks.length > 0 || this.#burials.length > 0
    if (failure !== undefined) this.#schedule(ERROR_MS)
    else if (hasAcks) this.#schedule(this.#settings.gatherMs)
    else if (this.window !== undefined) this.#schedule(this.#delayOfNextRead(this.window))
  }

  /** With nothing to be read the next acknowledgement schedules the next step. */
  #delayOfNextRead(window: LaneWindow<Item>): number {
    if (window.hasLoads) return 0
    return window.wanted > 0 ? Math.max(0, this.#readsAt - performance.now()) : IDLE_MS
  }

  async #acknowledge(): Promise<void> {
    const acks = this.#acks.splice(0, MAX_ACKS)
    if (acks.length === 0) return
    try {
      const { client, keys } = this.#settings
      await Promise.all([client.xdel(keys.messages, ...acks), this.#forgetAttempts(acks)])
    } catch (error) {
      this.#acks.push(...acks)
      throw error
    }
    for (const place of acks) this.#confirmed(place)
  }

  async #forgetAttempts(places: readonly string[]): Promise<void> {
    const { client, keys, countsAttempts } = this.#settings
    if (!countsAttempts) return
    await client.hdel(keys.attempts, ...places.flatMap((place) => Object.values(attemptFields(place))))
  }

  #bury(): readonly Promise<void>[] {
    const burials = this.#burials
    this.#burials = []
    return burials.map(async (burial) => {
      const { place, entry } = burial
      const { client, keys, keepDead } = this.#settings
      const fields = [...toFields(entry), ...toDeathFields(burial)]
      try {
        await client.eval(BURY, 2, keys.messages, keys.dead, place, keepDead, ...fields)
        await this.#forgetAttempts([place])
      } catch (error) {
        this.#burials.push(burial)
        throw error
      }
      this.#confirmed(place)
    })
  }

  #confirmed(place: string): void {
    this.#settled.delete(place)
    this.#onConfirmed.get(place)?.()
    this.#onConfirmed.delete(place)
  }

  #read(window: LaneWindow<Item>): readonly Promise<void>[] {
    const reads = window.toLoad().map(({ lane, places }) => this.#load(window, lane, places))
    const scanned = window.toScan
    // Never both at once: a lane's end is found only where nothing is read beside it.
    this.#isScanTurn = !this.#isScanTurn
    if (scanned !== undefined && this.#isScanTurn) return [...reads, this.#scan(window, scanned)]
    return window.wanted > 0 && performance.now() >= this.#readsAt ? [...reads, this.#readOn(window)] : reads
  }

  async #readOn(window: LaneWindow<Item>): Promise<void> {
    const { wanted } = window
    const read = await this.#entriesAfter(window.cursor, wanted)
    this.#pauseMs = read.length > 0 ? BUSY_MS : Math.min(2 * this.#pauseMs, IDLE_MS)
    this.#readsAt = read.length < wanted ? performance.now() + this.#pauseMs : 0
    if (window !== this.window || read.length === 0) return
    const { added, refused } = window.take(read)
    if (added > 0) this.#host.onArrived(added)
    this.#refuse(refused)
  }

  async #load(window: LaneWindow<Item>, lane: Lane<Item>, places: readonly string[]): Promise<void> {
    const { client, keys } = this.#settings
    try {
      const read = await client.eval(LOAD, 1, keys.messages, ...places)
      if (window === this.window) this.#refuse(window.loaded(lane, places, read as RawEntry[]))
    } catch (error) {
      window.notLoaded(lane)
      throw error
    }
  }

  async #scan(window: LaneWindow<Item>, lane: Lane<Item>): Promise<void> {
    const read = await this.#entriesAfter(lane.scanFrom ?? '0', SCAN_COUNT)
    if (window !== this.window) return
    const added = window.scanned(lane, read, read.length < SCAN_COUNT)
    if (added > 0) this.#host.onArrived(added)
  }

  async #entriesAfter(place: string, count: number): Promise<readonly RawEntry[]> {
    const { client, keys } = this.#settings
    const answer = await client.xread('COUNT', count, 'STREAMS', keys.messages, place)
    return answer?.[0]?.[1] ?? []
  }

  #refuse(burials: readonly Burial[]): void {
    if (burials.length === 0) return
    for (const burial of burials) {
      this.#settled.add(burial.place)
      this.#burials.push(burial)
    }
    this.#host.onRefused(burials.length)
  }
}
