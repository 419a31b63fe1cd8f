import type { TrackerStore } from '../store/tracker-store'
import type { Scope } from './span'

/** A moment that is marked in the charts, such as a deployment. */
export interface Mark {
  readonly time: number
  readonly text: string
}

/** More marks than this would cover the charts: the latest are kept. */
const MAX_MARKS = 50

/** The marks within the scope, of the bot and of all bots, oldest first. */
export function readMarks(store: TrackerStore, { from, to, bot }: Scope): readonly Mark[] {
  const ofBot = bot === undefined ? '' : 'AND (bot = ? OR bot IS NULL)'
  const rows = store
    .prepare(
      `SELECT time, text FROM annotations WHERE time >= ? AND time < ? ${ofBot} ORDER BY time DESC LIMIT ${MAX_MARKS}`,
    )
    .all(from, to, ...(bot === undefined ? [] : [bot])) as readonly Mark[]
  return rows.map(({ time, text }) => ({ time, text })).reverse()
}
