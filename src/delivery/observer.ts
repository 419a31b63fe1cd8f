import type { Envelope } from '../wire/envelope'
import type { DeliveryStats } from './accounting'

/** Watches a client's deliveries, for metrics and traces. What its methods throw is ignored. */
export interface DeliveryObserver {
  /** Called once by each client that it observes, with the client's counts to read at any time. */
  watch(stats: () => DeliveryStats): void
  /** A payload was accepted. Called in the path of the bot. */
  accepted(envelope: Envelope): void
  /** An attempt begins. What is returned is called when it has ended, with the error where it failed. */
  attempt(envelope: Envelope): (error?: unknown) => void
}
