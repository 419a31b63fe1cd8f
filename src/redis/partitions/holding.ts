import { Fifo } from '../../delivery/fifo'
import type { Lane, LoadedEntry } from './lane'
import type { Lease } from './lease'
import type { Partition } from './partition'

/** A partition as far as it concerns this process: whether it owns it, and what it has of it in flight. */
export class Holding<Item> {
  readonly partition: Partition<Item>
  readonly lease: Lease
  /** Since when it is being handed over, by the monotonic clock. Nothing more of it is handed out. */
  leavingSince: number | undefined
  /** Entries that were handed out and not settled. */
  inFlight = 0
  /** true: it waits for its turn. */
  isEnlisted = false
  /** How many lanes are ready. */
  readyCount = 0
  #ready = new Fifo<Lane<Item>>()

  constructor(partition: Partition<Item>, lease: Lease) {
    this.partition = partition
    this.lease = lease
  }

  get isOwned(): boolean {
    return this.partition.window !== undefined
  }

  /** true: its entries may be handed out now. */
  get isServed(): boolean {
    return this.leavingSince === undefined && this.lease.isHeld
  }

  /** The lane has a head to be handed out. */
  offer(lane: Lane<Item>): void {
    this.#ready.push(lane)
    this.readyCount += 1
  }

  /** The partition went elsewhere. */
  clear(): void {
    this.#ready = new Fifo()
    this.readyCount = 0
  }

  /** Hands out the head of the next lane; undefined where that lane has ended, or has its head in flight. */
  take(): LoadedEntry<Item> | undefined {
    const lane = this.#ready.shift()
    if (lane === undefined) return undefined
    this.readyCount -= 1
    const { head } = lane
    if (head === undefined || lane.isInFlight || lane.window !== this.partition.window) return undefined
    lane.isInFlight = true
    this.inFlight += 1
    return head
  }
}
