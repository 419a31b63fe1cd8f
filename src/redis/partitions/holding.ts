import type { Lane } from './lane'
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
  /** Lanes that were to be served while the partition must not be worked on. */
  readonly parked: Lane<Item>[] = []

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
}
