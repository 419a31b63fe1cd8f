import { retryAtOf } from '../api/retry-at'
import { LONGEST_DELAY_MS } from '../inbox/delay-left'

/** How long a conversation waits after a failed turn, in ms: once for each try but the last. */
const RETRY_DELAYS_MS = [1_000, 10_000]

/**
 * How long a conversation waits before its failed turn runs again, in ms: until the rate limit ends, where that is what
 * the turn failed with. Undefined where it does not run again.
 *
 * @param failures How often the turn had failed before.
 */
export function retryDelayMs(failures: number, error: unknown): number | undefined {
  const delayMs = RETRY_DELAYS_MS[failures]
  const retryAt = retryAtOf(error)
  if (delayMs === undefined || retryAt === undefined) return delayMs
  return Math.max(delayMs, Math.min(retryAt - Date.now(), LONGEST_DELAY_MS))
}
