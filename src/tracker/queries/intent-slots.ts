import type { TrackerStore } from '../store/tracker-store'
import { numberLists } from './number-lists'
import { type Scope, type TimeSpan, within } from './span'

export interface IntentTotal {
  readonly name: string
  readonly incoming: number
  readonly outgoing: number
}

type Lists = Readonly<Record<'slots' | 'intents' | 'incoming' | 'outgoing', readonly number[]>>

/** The intents of a scope by slot, read once to be summed up for any part of it. */
export class IntentSlots {
  readonly #names: ReadonlyMap<number, string>
  readonly #lists: Lists

  private constructor(names: ReadonlyMap<number, string>, lists: Lists) {
    this.#names = names
    this.#lists = lists
  }

  static read(store: TrackerStore, scope: Scope): IntentSlots {
    const { sql, values } = within(scope, 's', 'slot')
    const columns = ['s.slot', 's.intent', 's.incoming', 's.outgoing']
    const [slots = [], intents = [], incoming = [], outgoing = []] = numberLists(
      store,
      columns,
      `intent_slots s WHERE ${sql}`,
      values,
    )
    const rows = store
      .prepare('SELECT id, name FROM intents WHERE id IN (SELECT value FROM json_each(?))')
      .all(JSON.stringify([...new Set(intents)])) as { readonly id: number; readonly name: string }[]
    const names = new Map(rows.map(({ id, name }) => [id, name]))
    return new IntentSlots(names, { slots, intents, incoming, outgoing })
  }

  /** How often each intent came within a part of the scope, most frequent first. */
  totals({ from, to }: TimeSpan): readonly IntentTotal[] {
    const { slots, intents, incoming, outgoing } = this.#lists
    const totals = new Map<number, { name: string; incoming: number; outgoing: number }>()
    for (let row = firstAtLeast(slots, from); row < slots.length && (slots[row] ?? to) < to; row++) {
      const intent = intents[row] ?? 0
      let total = totals.get(intent)
      if (total === undefined) {
        total = { name: this.#names.get(intent) ?? '', incoming: 0, outgoing: 0 }
        totals.set(intent, total)
      }
      total.incoming += incoming[row] ?? 0
      total.outgoing += outgoing[row] ?? 0
    }
    return [...totals.values()].sort(
      (one, other) =>
        other.incoming + other.outgoing - one.incoming - one.outgoing || (one.name < other.name ? -1 : 1),
    )
  }
}

/** The place of the first number that is not below; the numbers rise. */
function firstAtLeast(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? least) < least) low = middle + 1
    else high = middle
  }
  return low
}
