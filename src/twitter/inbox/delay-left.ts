/** The longest delay of a failed turn, in ms: the longest of X's rate limits is of a day. */
export const LONGEST_DELAY_MS = 24 * 3_600_000

/**
 * How much is left of the delay of a turn that failed in another process, in ms; 0 where it is over. Never more than
 * the longest delay: one of the two processes may have had a wrong clock.
 *
 * @param until ms since 1970
 */
export function delayLeftMs(until: number): number {
  return Math.max(0, Math.min(until - Date.now(), LONGEST_DELAY_MS))
}
