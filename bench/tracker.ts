import { join } from 'node:path'
import { makeDirectory, removeDirectory } from '../test/support/directory'
import type { Suite } from './suite'
import { copyDatabase, fillDatabase } from './tracker/database'
import { measureHeldUp } from './tracker/held-up'
import { measureIntake } from './tracker/intake'
import { measurePages } from './tracker/pages'

const ROUNDS = 3
const ROUND_MS = 2_500
const QUICK_MS = 500
const SMALL = 10_000
const QUICK_SMALL = 1_000
/** `BENCH_TRACKER_MESSAGES=100000` measures a smaller database, which is filled sooner. */
const LARGE = Number(process.env.BENCH_TRACKER_MESSAGES ?? 1_000_000)
/** `BENCH_TRACKER_DATABASE=FILE` keeps the large database there for later runs. */
const KEPT = process.env.BENCH_TRACKER_DATABASE
const QUIET_MS = 6_000

export const tracker: Suite = {
  name: 'tracker',
  title: 'The local tracker: messages of about 0.7 KB; its pages; and POSTs while it is busy',
  maxMs: 600_000,
  run: async ({ isQuick }) => {
    const intake = await measureIntake(isQuick ? 1 : ROUNDS, isQuick ? QUICK_MS : ROUND_MS)
    const directory = makeDirectory()
    try {
      const small = await fillDatabase(join(directory, 'small.db'), isQuick ? QUICK_SMALL : SMALL)
      const large = isQuick ? small : await prepareLarge(join(directory, 'large.db'))
      const pages = await measurePages(isQuick ? [small] : [small, large])
      return [intake, pages, await measureHeldUp(large, isQuick ? QUICK_MS : QUIET_MS)]
    } finally {
      removeDirectory(directory)
    }
  },
}

const prepareLarge = (path: string) =>
  KEPT === undefined ? fillDatabase(path, LARGE) : copyDatabase(path, KEPT, LARGE)
