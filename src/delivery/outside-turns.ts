import { AsyncResource } from 'node:async_hooks'

/** Made while the library loads, so that no turn is its context. */
const outside = new AsyncResource('DashbotDelivery')

/**
 * Does the work in no turn's asynchronous context: what is kept in an `AsyncLocalStorage` of the turn that happens to
 * trigger a delivery, its tracing for one, neither follows the delivery nor is kept alive by it.
 */
export function outsideTurns<Result>(work: () => Result): Result {
  return outside.runInAsyncScope(work)
}
