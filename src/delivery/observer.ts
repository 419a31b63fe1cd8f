import type { Envelope } from '../wire/envelope'
import type { DeliveryStats } from './accounting'

/** A fleet as one of its relays sees it. */
export interface FleetStats {
  /** Partitions that this relay owns. */
  readonly owned: number
  /** Partitions of the fleet. */
  readonly partitions: number
  /** How often a partition came to this relay or left it. */
  readonly leaseChanges: number
  /** How old the message was that was delivered last, in ms. */
  readonly lagMs: number
  /** Messages that wait in Redis, by partition of this relay. */
  readonly waiting: Readonly<Record<string, number>>
  /** How old the oldest of them is, in ms; 0 where nothing waits. */
  readonly oldestAgeMs: number
}

/** The counts of a client or a relay, and a relay's view of its fleet. */
export interface ObservedStats extends DeliveryStats {
  readonly fleet?: FleetStats | undefined
}

/** Watches the deliveries of a client or a relay, for metrics and traces. What its methods throw is ignored. */
export interface DeliveryObserver {
  /** Called once by each client or relay that it observes, with the counts to read at any time. */
  watch(stats: () => ObservedStats): void
  /**
   * What is active where a turn begins, such as a span: given to `accepted` with the turn's messages. They are accepted
   * when it is over, outside its asynchronous context.
   *
   * @default nothing
   */
  activeSpan?(): unknown
  /**
   * A payload was accepted. Called in the path of the bot.
   *
   * @param turnSpan What `activeSpan` returned when its turn began.
   */
  accepted(envelope: Envelope, turnSpan?: unknown): void
  /** An attempt begins. What is returned is called when it has ended, with the error where it failed. */
  attempt(envelope: Envelope): (error?: unknown) => void
}
