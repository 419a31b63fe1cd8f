import type { TrackerStore } from '../store/tracker-store'
import { sumsByKey } from './number-lists'
import { type Scope, within } from './span'

/** How often one intent followed another within a session. */
export interface IntentStep {
  readonly from: string
  readonly to: string
  readonly count: number
}

/** Of two rows in `intents` one number: so many intents nobody has. */
const PAIR = 2 ** 24

/** Which intent followed which within the span, most frequent first. */
export function readSteps(store: TrackerStore, scope: Scope, limit = 500): readonly IntentStep[] {
  const { sql, values } = within(scope, 's', 'slot')
  const key = `s.from_intent * ${PAIR} + s.to_intent`
  const sums = sumsByKey(store, { key, sum: 's.count' }, `step_slots s WHERE ${sql}`, values)
  const name = store.prepare('SELECT name FROM intents WHERE id = ?')
  const nameOf = (id: number) => (name.get(id) as { readonly name: string } | undefined)?.name ?? ''
  return [...sums]
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one)
    .slice(0, limit)
    .map(([pair, count]) => ({ from: nameOf(Math.floor(pair / PAIR)), to: nameOf(pair % PAIR), count }))
    .sort(
      (one, other) => other.count - one.count || compare(one.from, other.from) || compare(one.to, other.to),
    )
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
