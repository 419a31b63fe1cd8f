import type { TrackerStore } from '../store/tracker-store'
import { type Scope, within } from './span'

/** What was written often, word for word. */
export interface Phrase {
  readonly text: string
  readonly count: number
  /** The latest message that says so: its row, and whose conversation it is. */
  readonly id: number
  readonly userId: string
}

/** The latest so many messages of each side are counted. */
export const MAX_COUNTED = 10_000

/** The texts that users, or the bot, wrote most often within the scope; of those as often, the latest first. */
export function readPhrases(
  store: TrackerStore,
  scope: Scope,
  side: 'incoming' | 'outgoing',
  limit = 10,
): readonly Phrase[] {
  const { sql, values } = within(scope, 'm', 'time')
  const rows = store
    .prepare(
      `SELECT p.text, p.count, p.id, u.user_id AS userId FROM (
         SELECT text, count(*) AS count, max(time) AS time, id FROM (
           SELECT m.text, m.time, m.id FROM messages m WHERE ${sql} AND m.incoming = ?
           ORDER BY m.time DESC LIMIT ${MAX_COUNTED}
         ) WHERE text <> '' GROUP BY text ORDER BY count(*) DESC, max(time) DESC, text LIMIT ?
       ) p JOIN messages m ON m.id = p.id JOIN users u ON u.id = m.user ORDER BY p.count DESC, p.time DESC, p.text`,
    )
    .all(...values, side === 'incoming' ? 1 : 0, limit) as readonly Phrase[]
  return rows.map(({ text, count, id, userId }) => ({ text, count, id, userId }))
}
