import type { TrackerStore } from '../store/tracker-store'
import { namesOfIntents } from './names'
import type { Scope } from './span'
import { readSums } from './sums'

/** How often one intent followed another within a session. */
export interface IntentStep {
  readonly from: string
  readonly to: string
  readonly count: number
}

/** Of two rows in `intents` one number: so many intents nobody has. */
const PAIR = 2 ** 24

/** Which intent followed which within the span, most frequent first. */
export function readSteps(store: TrackerStore, { bot, ...span }: Scope, limit = 500): readonly IntentStep[] {
  const [sums] = readSums(store, 'step', `s.from_intent * ${PAIR} + s.to_intent`, [span], bot)
  const most = [...(sums ?? [])]
    .map(([pair, [count = 0]]) => ({ from: Math.floor(pair / PAIR), to: pair % PAIR, count }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count)
    .slice(0, limit)
  const names = namesOfIntents(
    store,
    most.flatMap(({ from, to }) => [from, to]),
  )
  return most
    .map(({ from, to, count }) => ({ from: names.get(from) ?? '', to: names.get(to) ?? '', count }))
    .sort(
      (one, other) => other.count - one.count || compare(one.from, other.from) || compare(one.to, other.to),
    )
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
