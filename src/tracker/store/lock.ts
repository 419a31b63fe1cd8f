import { setTimeout } from 'node:timers/promises'

/** Another process may hold the file for this long; then what waits is refused. */
export const LOCK_PATIENCE_MS = 3_000
export const LOCK_RETRY_MS = 50

/** true where SQLite gave up because another process holds the file. */
export function isLocked(error: unknown): boolean {
  return error instanceof Error && /database (\w+ )?is locked|SQLITE_BUSY/.test(error.message)
}

/**
 * Repeats the attempt until it succeeds, for so long at most.
 * @returns false where it never did
 */
export async function untilFree(attempt: () => boolean, patienceMs = LOCK_PATIENCE_MS): Promise<boolean> {
  const started = Date.now()
  while (!attempt()) {
    if (Date.now() - started >= patienceMs) return false
    await setTimeout(LOCK_RETRY_MS)
  }
  return true
}
