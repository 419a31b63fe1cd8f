import type { TrackerStore } from '../store/tracker-store'
import { type Scope, within } from './span'

/** How often one intent followed another within a session. */
export interface IntentStep {
  readonly from: string
  readonly to: string
  readonly count: number
}

/** Which intent followed which within the span, most frequent first. */
export function readSteps(store: TrackerStore, scope: Scope, limit = 500): readonly IntentStep[] {
  const { sql, values } = within(scope, 's', 'slot')
  const rows = store
    .prepare(
      `SELECT a.name AS source, b.name AS target, sum(s.count) AS count
       FROM step_slots s JOIN intents a ON a.id = s.from_intent JOIN intents b ON b.id = s.to_intent
       WHERE ${sql} AND s.count > 0
       GROUP BY s.from_intent, s.to_intent ORDER BY sum(s.count) DESC, a.name, b.name LIMIT ?`,
    )
    .all(...values, limit) as { source: string; target: string; count: number }[]
  return rows.map(({ source, target, count }) => ({ from: source, to: target, count }))
}
