import { clearTimeout, setTimeout } from 'node:timers'
import { Fifo } from '../../delivery/fifo'

interface Lane<Item> {
  readonly items: Item[]
  /** Items before it are settled. */
  start: number
  /** The head's turn runs. */
  isTaken: boolean
  isSilent: boolean
  isQueued: boolean
}

/** How many settled items a lane carries before they are cut off. */
const COMPACT_AFTER = 64

/** What waits in lanes, in memory: the head of a lane is given only while no other event of the lane is taken. */
export class TurnLanes<Item> {
  readonly #lanes = new Map<string, Lane<Item>>()
  /** Names of lanes that have a head to give. */
  readonly #ready = new Fifo<string>()
  readonly #silences = new Map<string, NodeJS.Timeout>()
  readonly #onReady: () => void

  /** @param onReady Called when a silent lane may go on. */
  constructor(onReady: () => void) {
    this.#onReady = onReady
  }

  push(name: string, item: Item): void {
    let lane = this.#lanes.get(name)
    if (lane === undefined) {
      lane = { items: [], start: 0, isTaken: false, isSilent: false, isQueued: false }
      this.#lanes.set(name, lane)
    }
    lane.items.push(item)
    this.#queue(name, lane)
  }

  /** As `push`, but the item is the lane's head and taken already. */
  pushTaken(name: string, item: Item): void {
    this.#lanes.set(name, { items: [item], start: 0, isTaken: true, isSilent: false, isQueued: false })
  }

  /** Puts an item among those that wait, where the order demands it. */
  insert(name: string, item: Item, compare: (one: Item, other: Item) => number): void {
    this.push(name, item)
    const lane = this.#lanes.get(name)
    if (lane === undefined) return
    const first = lane.start + (lane.isTaken ? 1 : 0)
    const waiting = lane.items.splice(first).sort(compare)
    lane.items.push(...waiting)
  }

  /** Takes a lane's head. No other of the lane is given until `shift` or the end of a `silence`. */
  next(): { readonly name: string; readonly item: Item } | undefined {
    for (let name = this.#ready.shift(); name !== undefined; name = this.#ready.shift()) {
      const lane = this.#lanes.get(name)
      if (lane === undefined) continue
      lane.isQueued = false
      const item = lane.items[lane.start]
      if (lane.isTaken || lane.isSilent || item === undefined) continue
      lane.isTaken = true
      return { name, item }
    }
    return undefined
  }

  /** Removes the head that was taken. */
  shift(name: string): void {
    const lane = this.#lanes.get(name)
    if (lane?.isTaken !== true) return
    lane.isTaken = false
    lane.start += 1
    if (lane.start === lane.items.length) {
      // An old table of the Map may hold the lane until the next full collection of garbage: without its items.
      lane.items.length = 0
      this.#lanes.delete(name)
      return
    }
    if (lane.start >= COMPACT_AFTER) {
      lane.items.splice(0, lane.start)
      lane.start = 0
    }
    this.#queue(name, lane)
  }

  /** Puts the head that was taken back, and gives nothing of the lane before the delay is over. */
  silence(name: string, delayMs: number): void {
    const silent = this.#lanes.get(name)
    if (silent === undefined) return
    silent.isTaken = false
    silent.isSilent = true
    const timer = setTimeout(() => {
      this.#silences.delete(name)
      const lane = this.#lanes.get(name)
      if (lane === undefined) return
      lane.isSilent = false
      this.#queue(name, lane)
      this.#onReady()
    }, delayMs).unref()
    this.#silences.set(name, timer)
  }

  /** Ends all silences without giving anything. */
  close(): void {
    for (const timer of this.#silences.values()) clearTimeout(timer)
    this.#silences.clear()
  }

  #queue(name: string, lane: Lane<Item>): void {
    if (lane.isTaken || lane.isSilent || lane.isQueued) return
    lane.isQueued = true
    this.#ready.push(name)
  }
}
