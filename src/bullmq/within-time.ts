/** The time ran out, as opposed to: the work failed. */
export class OutOfTimeError extends Error {}

export interface Patience {
  /** @default as long as it takes */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * What the work comes to, unless the time runs out or the signal fires before. Waiting keeps the process alive, so
 * that whoever asked gets an answer. What the work does later is ignored.
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
    timer = setTimeout(() => reject(new OutOfTimeError(`no answer within ${timeoutMs} ms`)), timeoutMs)
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
