import { clearTimeout, setTimeout } from 'node:timers'
import { allowManyListeners } from '../../internal/many-listeners'
import { conversationIn, type Entry, type StoredEntry, toEntry, toRemains } from './entry'
import { type DeathCause, type EntryOutcome, Lane, type LaneHolder, type LoadedEntry } from './lane'

/** An entry as Redis gives it: its place, and names and values; null for one that was deleted meanwhile. */
export type RawEntry = readonly [place: string, fields: readonly string[] | null]

export interface Burial extends DeathCause {
  readonly place: string
  readonly entry: Entry
}

export interface LaneWindowHost<Item> {
  /** What the owner works with; undefined for what it cannot use. */
  decode(entry: StoredEntry): Item | undefined
  /** A lane has a head to be handed out. */
  onReady(lane: Lane<Item>): void
  /** true: the entry is done with, though Redis may not know yet. */
  isSettled(place: string): boolean
  /** true: more could be in flight than there are lanes to serve. */
  isHungry(): boolean
}

/** How many entries of a partition are held in memory before no more are read. */
const MAX_LOADED = 512
/** How many of them a lane may hold, so that a lane that does not move leaves room for the others. */
const MAX_LOADED_IN_LANE = 32
/**
 * Entries are read on while fewer than this are in supply. Reading further ahead costs: a lane that is full notes only
 * places, whose entries are then read twice.
 */
const MIN_SUPPLY = 32
/** How many entries of a lane count as supply: one lane is not enough, since it has one entry in flight at a time. */
const MAX_SUPPLY_OF_LANE = 8
/** How many entries one read brings, and one that looks for further conversations. */
const READ_COUNT = 64
const LOOK_AHEAD_COUNT = 256
/** How many places of a lane are noted; those behind them are looked for when their time comes. */
const MAX_PLACES_IN_LANE = 1_000
/** How many places of all lanes are noted. */
const MAX_PLACES = 50_000
/** How many bytes one read should bring. */
const READ_BYTES = 1024 * 1024
/** An entry of no content takes about so many bytes. */
const LEAST_BYTES = 256
/** The size that an entry is taken to have before the first read, in bytes. */
const FIRST_GUESS_BYTES = 32 * 1024

/** What its owner knows of a partition's stream while the lease lasts: lanes, each in the order of the stream. */
export class LaneWindow<Item> implements LaneHolder<Item> {
  /** Entries known and not settled, those in flight included. */
  size = 0
  readonly lanes = new Map<string, Lane<Item>>()
  readonly partition: number
  readonly #host: LaneWindowHost<Item>
  readonly #lease = new AbortController()
  readonly #known = new Set<string>()
  #loadedCount = 0
  /** How much of what is in memory can be handed out before long. */
  #supply = 0
  #cursor = '0'
  #meanBytes = FIRST_GUESS_BYTES
  readonly #unloaded = new Set<Lane<Item>>()
  /** Lanes that have more entries than are noted. */
  readonly #scanned = new Set<Lane<Item>>()

  constructor(partition: number, host: LaneWindowHost<Item>) {
    this.partition = partition
    this.#host = host
    allowManyListeners(this.#lease.signal)
  }

  /** Aborts when the lease is about to end: nothing of the window may be worked on any more. */
  get signal(): AbortSignal {
    return this.#lease.signal
  }

  /** After which place to read. With nothing known that is the beginning: places come from clocks, which may go back. */
  get cursor(): string {
    return this.#known.size === 0 ? '0' : this.#cursor
  }

  /** How many entries to read; 0 while there are enough. */
  get wanted(): number {
    if (this.#loadedCount >= MAX_LOADED || this.#known.size >= MAX_PLACES) return 0
    const isHungry = this.#host.isHungry()
    if (this.#supply >= MIN_SUPPLY && !isHungry) return 0
    const count = isHungry ? LOOK_AHEAD_COUNT : READ_COUNT
    return Math.max(1, Math.min(count, Math.floor(READ_BYTES / this.#meanBytes)))
  }

  /** Reads everything once more, and passes over what is known. */
  rewind(): void {
    this.#cursor = '0'
  }

  /** Takes what was read after the cursor. Returns how many are new, and those among them that are not entries. */
  take(read: readonly RawEntry[]): { readonly added: number; readonly refused: readonly Burial[] } {
    const refused: Burial[] = []
    let added = 0
    for (const raw of read) {
      const [place, fields] = raw
      this.#cursor = place
      this.#weigh(fields)
      if (fields === null || this.#known.has(place) || this.#host.isSettled(place)) continue
      const conversation = conversationIn(fields)
      const lane = conversation === undefined ? undefined : this.#laneOf(conversation)
      if (lane?.scanFrom !== undefined) continue
      this.#known.add(place)
      this.size += 1
      added += 1
      if (lane === undefined) refused.push(this.#refuse(place, fields))
      else this.#append(lane, place, fields, refused)
    }
    return { added, refused }
  }

  /** true: something is to be read that is not behind the cursor. */
  get hasLoads(): boolean {
    return this.#unloaded.size > 0 || this.toScan !== undefined
  }

  /** Lanes whose next entries are to be read, with their places. */
  toLoad(): readonly { readonly lane: Lane<Item>; readonly places: readonly string[] }[] {
    const loads = [...this.#unloaded].map((lane) => {
      lane.isLoading = true
      return { lane, places: lane.places.slice(0, MAX_LOADED_IN_LANE) }
    })
    this.#unloaded.clear()
    return loads
  }

  /** Takes what was read of a lane's places. Returns those that are not entries. */
  loaded(lane: Lane<Item>, places: readonly string[], read: readonly RawEntry[]): readonly Burial[] {
    const wasIdle = lane.loadedCount === 0
    lane.isLoading = false
    lane.places.splice(0, places.length)
    const refused: Burial[] = []
    const found = new Map(read)
    for (const place of places) {
      const fields = found.get(place)
      if (fields) this.#load(lane, place, fields, refused)
      else this.#forget(place)
    }
    if (wasIdle) this.#serve(lane)
    return refused
  }

  /** The lane's reading failed. */
  notLoaded(lane: Lane<Item>): void {
    lane.isLoading = false
    this.#unloaded.add(lane)
  }

  /** A lane whose further places are to be looked for. */
  get toScan(): Lane<Item> | undefined {
    for (const lane of this.#scanned) {
      if (lane.places.length === 0 && !lane.isLoading) return lane
    }
    return undefined
  }

  /** Takes what was read after `lane.scanFrom`. Returns how many of the lane's entries are new. */
  scanned(lane: Lane<Item>, read: readonly RawEntry[], isEnd: boolean): number {
    let added = 0
    for (const [place, fields] of read) {
      if (lane.places.length >= MAX_PLACES_IN_LANE) return added
      lane.scanFrom = place
      if (fields === null || this.#known.has(place) || this.#host.isSettled(place)) continue
      if (conversationIn(fields) !== lane.conversation) continue
      this.#known.add(place)
      this.size += 1
      added += 1
      lane.places.push(place)
    }
    if (isEnd) {
      lane.scanFrom = undefined
      this.#scanned.delete(lane)
    }
    if (lane.loadedCount === 0 && lane.places.length > 0) this.#unloaded.add(lane)
    this.#removeIfEmpty(lane)
    return added
  }

  /** The lane's head, which was in flight, has come to an end or is to wait. */
  settle({ entry, lane }: LoadedEntry<Item>, outcome: EntryOutcome): void {
    lane.isInFlight = false
    if (outcome.kind === 'retry') {
      this.#silence(lane, outcome.delayMs)
      return
    }
    lane.shift()
    this.#loadedCount -= 1
    this.#resupply(lane)
    this.#forget(entry.place)
    if (lane.loadedCount <= MAX_LOADED_IN_LANE / 2 && lane.places.length > 0 && !lane.isLoading) {
      this.#unloaded.add(lane)
    }
    this.#serve(lane)
  }

  /** Ends the window. Returns the entries that it held and that are not in flight, by count. */
  end(): number {
    this.#lease.abort(new Error('the lease of the partition has ended'))
    let inFlight = 0
    for (const lane of this.lanes.values()) {
      clearTimeout(lane.timer)
      if (lane.isInFlight) inFlight += 1
    }
    this.lanes.clear()
    return this.size - inFlight
  }

  #laneOf(conversation: string): Lane<Item> {
    let lane = this.lanes.get(conversation)
    if (lane === undefined) {
      lane = new Lane(conversation, this)
      this.lanes.set(conversation, lane)
    }
    return lane
  }

  #append(lane: Lane<Item>, place: string, fields: readonly string[], refused: Burial[]): void {
    const isBehind = lane.places.length > 0 || lane.isLoading || lane.loadedCount >= MAX_LOADED_IN_LANE
    if (!isBehind) {
      const wasIdle = lane.loadedCount === 0
      this.#load(lane, place, fields, refused)
      if (wasIdle) this.#serve(lane)
    } else if (lane.places.push(place) >= MAX_PLACES_IN_LANE) {
      lane.scanFrom = place
      this.#scanned.add(lane)
    }
  }

  #load(lane: Lane<Item>, place: string, fields: readonly string[], refused: Burial[]): void {
    const entry = toEntry(place, fields)
    const item = entry && this.#host.decode(entry)
    if (entry === undefined || item === undefined) {
      refused.push(this.#refuse(place, fields))
      return
    }
    this.#loadedCount += 1
    lane.push({ entry, item, lane })
    this.#resupply(lane)
  }

  #resupply(lane: Lane<Item>): void {
    const supply = lane.timer === undefined ? Math.min(lane.loadedCount, MAX_SUPPLY_OF_LANE) : 0
    this.#supply += supply - lane.supply
    lane.supply = supply
  }

  #weigh(fields: readonly string[] | null): void {
    const bytes = fields?.reduce((sum, text) => sum + text.length, 0) ?? 0
    this.#meanBytes += (Math.max(LEAST_BYTES, bytes) - this.#meanBytes) / 8
  }

  #refuse(place: string, fields: readonly string[]): Burial {
    this.#forget(place)
    return { place, entry: toRemains(fields), reason: 'rejected' }
  }

  #forget(place: string): void {
    if (this.#known.delete(place)) this.size -= 1
  }

  /** Offers the lane's head, or sees to it that there is one. */
  #serve(lane: Lane<Item>): void {
    if (lane.head !== undefined) this.#host.onReady(lane)
    else if (lane.places.length > 0 && !lane.isLoading) this.#unloaded.add(lane)
    else this.#removeIfEmpty(lane)
  }

  #removeIfEmpty(lane: Lane<Item>): void {
    if (lane.isEmpty) this.lanes.delete(lane.conversation)
  }

  #silence(lane: Lane<Item>, delayMs: number): void {
    if (delayMs <= 0) {
      this.#host.onReady(lane)
      return
    }
    lane.timer = setTimeout(() => {
      lane.timer = undefined
      this.#resupply(lane)
      this.#host.onReady(lane)
    }, delayMs)
    lane.timer.unref()
    this.#resupply(lane)
  }
}
