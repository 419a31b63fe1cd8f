/** What triggered the drain. */
export type DrainOccasion = 'flush' | 'close'

/**
 * Captures what waits to become more complete. Must not throw.
 *
 * @param maxWaitMs How long a flush may wait for the promise that is returned.
 */
export type DrainTask = (occasion: DrainOccasion, maxWaitMs: number) => Promise<void> | undefined
