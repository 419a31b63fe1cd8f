import { copyFileSync, existsSync, statSync } from 'node:fs'
import { week } from '../../samples/week/src/week'
import { createTracker } from '../../src/tracker'

const WEEK_MS = 7 * 24 * 60 * 60_000
/** Twice the longest span of a page other than "all", so that it is compared with the one before. */
export const WEEKS = 26

export interface FilledDatabase {
  readonly path: string
  /** undefined: filled by an earlier run. */
  readonly importedPerSecond: number | undefined
  readonly megabytes: number
}

/** Half a year of conversations up to now, each with users of its own. */
export async function fillDatabase(path: string, messages: number): Promise<FilledDatabase> {
  const tracker = await createTracker({ path })
  try {
    const started = performance.now()
    const { stored } = await tracker.import(conversations(messages))
    const importedPerSecond = stored / ((performance.now() - started) / 1_000)
    return { path, importedPerSecond, megabytes: megabytesOf(path) }
  } finally {
    await tracker.close()
  }
}

/** A copy of the database that is kept at `kept`, which is filled where it does not exist yet. */
export async function copyDatabase(path: string, kept: string, messages: number): Promise<FilledDatabase> {
  const filled = existsSync(kept) ? undefined : await fillDatabase(kept, messages)
  copyFileSync(kept, path)
  return { path, importedPerSecond: filled?.importedPerSecond, megabytes: megabytesOf(path) }
}

function* conversations(messages: number) {
  const now = Date.now()
  for (let ago = WEEKS - 1; ago >= 0; ago--) {
    yield* week({ seed: WEEKS - ago, messages: messages / WEEKS, end: now - ago * WEEK_MS })
  }
}

function megabytesOf(path: string): number {
  const bytes = [path, `${path}-wal`].reduce((sum, file) => {
    return sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0)
  }, 0)
  return bytes / 1e6
}
