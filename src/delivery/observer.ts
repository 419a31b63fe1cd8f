import type { Envelope } from '../wire/envelope'
import type { DeliveryStats } from './accounting'

/** The counts of a client; a relay does not accept, and what waits for it waits in Redis. */
export type ObservedStats = Pick<DeliveryStats, 'delivered' | 'dropped' | 'retries'> & Partial<DeliveryStats>

/** Watches the deliveries of a client or a relay, for metrics and traces. What its methods throw is ignored. */
export interface DeliveryObserver {
  /** Called once by each client or relay that it observes, with the counts to read at any time. */
  watch(stats: () => ObservedStats): void
  /** A payload was accepted. Called in the path of the bot. */
  accepted(envelope: Envelope): void
  /** An attempt begins. What is returned is called when it has ended, with the error where it failed. */
  attempt(envelope: Envelope): (error?: unknown) => void
}
