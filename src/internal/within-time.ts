import { clearTimeout, setTimeout } from 'node:timers'

/** The time ran out, as opposed to: the work failed. */
export class OutOfTimeError extends Error {}

export interface Patience {
  /** @default as long as it takes */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** The longest delay that a timer takes, in ms. One that is longer ends at once. */
export const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/**
 * The result of the work, unless the time runs out or the signal fires before. The timer keeps the process alive, so
 * that the caller gets an answer. What the work does later is ignored.
 */
export async function withinTime<Result>(
  work: Promise<Result>,
  { timeoutMs, signal }: Patience,
): Promise<Result> {
  let stop = (): void => {}
  let timer: NodeJS.Timeout | undefined
  const giveUp = new Promise<never>((_, reject) => {
    stop = () => reject(new Error('the attempt was given up'))
    if (timeoutMs === undefined) return
    const delayMs = Math.min(Math.max(0, timeoutMs), LONGEST_TIMEOUT_MS)
    timer = setTimeout(() => reject(new OutOfTimeError(`no answer within ${timeoutMs} ms`)), delayMs)
  })
  signal?.addEventListener('abort', stop)
  try {
    if (signal?.aborted) stop()
    return await Promise.race([work, giveUp])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}
