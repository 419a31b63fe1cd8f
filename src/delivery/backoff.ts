/** The longest that the first retry waits, in ms; each later one may wait twice as long. */
const BACKOFF_BASE_MS = 1_000
const BACKOFF_CAP_MS = 60_000

/**
 * Exponential backoff with full jitter: anything up to the ceiling, so that clients that failed together do not
 * return together.
 *
 * @param attempt 0 for the first retry.
 * @param random From 0 to 1.
 * @returns ms
 */
export function fullJitter(attempt: number, random: () => number): number {
  return Math.ceil(random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** attempt))
}
