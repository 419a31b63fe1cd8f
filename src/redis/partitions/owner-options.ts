import type { DashbotError } from '../../errors'
import type { RedisConnection, RedisCredentials } from '../connection/options'
import type { StoredEntry } from './entry'

export interface OwnerSettings {
  readonly connection: RedisConnection
  readonly credentials?: RedisCredentials | undefined
  readonly name: string
  /** @default the fleet's number, 64 where there is none yet */
  readonly partitions?: number | undefined
  /**
   * How long a partition stays with an owner that is not heard of, in ms. Work on it is given up after four fifths of
   * that, so nothing that takes longer should be in flight.
   */
  readonly leaseMs: number
  /** How long a handover waits for what is in flight, in ms. @default `leaseMs` */
  readonly handoverMs?: number | undefined
  /** About how many dead letters each partition keeps. */
  readonly keepDead: number
  /** The worker counts attempts: the counts of an entry go with it. @default false */
  readonly countsAttempts?: boolean
  /**
   * How long acknowledgements are gathered, in ms; what was done in that time is done again after a crash. With 0 each is
   * sent at once, and a lane's next entry is handed out once Redis has it. @default 20
   */
  readonly gatherMs?: number
}

export interface OwnerHost<Item> {
  /** What the owner works with; undefined for an entry that it cannot use, which goes to the dead letters. */
  decode(entry: StoredEntry): Item | undefined
  /** Entries are known now that were not before. */
  onArrived(count: number): void
  /** Entries are somebody else's now, or were never reached. */
  onLeft(count: number, conversations: Iterable<string>): void
  /** Entries went to the dead letters unread. They had arrived. */
  onRefused(count: number): void
  /** `next` may have something. */
  onReady(): void
  /** The fleet leaves the receiver alone for so long, in ms. */
  onPause?(pauseMs: number): void
  onError(error: DashbotError): void
}
