import type { TrackerStore } from '../store/tracker-store'
import type { SumUnit } from '../sum-tables'
import { namesOfIntents } from './names'
import { type Condition, type Scope, type TimeSpan, within } from './span'
import { cutWithin } from './sum-pieces'
import { readSums } from './sums'
import { type NamedUser, type NamedUserRow, toNamedUser } from './user'

export interface IntentTotal {
  readonly name: string
  readonly incoming: number
  readonly outgoing: number
}

/** How often each intent came within the span, most frequent first. */
export function readIntents(store: TrackerStore, { bot, ...span }: Scope): readonly IntentTotal[] {
  return readIntentsOf(store, [span], bot)[0] ?? []
}

/** The same of each of the spans, which may overlap. */
export function readIntentsOf(
  store: TrackerStore,
  spans: readonly TimeSpan[],
  bot: number | undefined,
): readonly (readonly IntentTotal[])[] {
  const sums = readSums(store, 'intent', 's.intent', spans, bot)
  const names = namesOfIntents(
    store,
    sums.flatMap((byIntent) => [...byIntent.keys()]),
  )
  return sums.map((byIntent) =>
    [...byIntent]
      .map(([id, [incoming = 0, outgoing = 0]]) => ({ name: names.get(id) ?? '', incoming, outgoing }))
      .filter(({ incoming, outgoing }) => incoming + outgoing > 0)
      .sort(
        (one, other) =>
          other.incoming + other.outgoing - one.incoming - one.outgoing || (one.name < other.name ? -1 : 1),
      ),
  )
}

export interface InputValue {
  readonly name: string
  readonly value: string
  readonly count: number
}

/** What the intent was given within the span, most frequent first. */
export function readInputs(
  store: TrackerStore,
  intent: number,
  scope: Scope,
  limit = 20,
): readonly InputValue[] {
  const { days, slots } = cutWithin([scope])
  const parts = [...days.map((piece) => inputsOf('day', piece, scope, intent))]
  parts.push(...slots.map((piece) => inputsOf('slot', piece, scope, intent)))
  const rows = store
    .prepare(
      `SELECT name, value, sum(count) AS count FROM (${parts.map(({ sql }) => sql).join(' UNION ALL ')})
       GROUP BY name, value HAVING sum(count) > 0 ORDER BY sum(count) DESC, name, value LIMIT ?`,
    )
    .all(...parts.flatMap(({ values }) => values), limit) as InputValue[]
  return rows.map(({ name, value, count }) => ({ name, value, count }))
}

/** The days, or slots, and the bots come from the sums of messages, so that an intent is looked up in each. */
function inputsOf(unit: SumUnit, piece: TimeSpan, { bot }: Scope, intent: number): Condition {
  const { sql, values } = within({ ...piece, bot }, 's', unit)
  return {
    sql: `SELECT i.name, i.value, i.count FROM message_${unit}s s CROSS JOIN input_${unit}s i
      ON i.${unit} = s.${unit} AND i.bot = s.bot AND i.intent = ? WHERE ${sql}`,
    values: [intent, ...values],
  }
}

export interface IntentExample {
  readonly id: number
  readonly time: number
  readonly incoming: boolean
  readonly text: string
  readonly user: NamedUser
}

/** The intent's latest messages within the span. */
export function readExamples(
  store: TrackerStore,
  intent: number,
  scope: Scope,
  limit = 12,
): readonly IntentExample[] {
  const { sql, values } = within(scope, 'm', 'time')
  const rows = store
    .prepare(
      `SELECT m.id, m.time, m.incoming, m.text, u.user_id AS userId, u.name, u.handle FROM (
         SELECT m.id FROM messages m WHERE m.intent = ? AND ${sql} ORDER BY m.time DESC LIMIT ?
       ) l JOIN messages m ON m.id = l.id JOIN users u ON u.id = m.user ORDER BY m.time DESC`,
    )
    .all(intent, ...values, limit) as (NamedUserRow & {
    readonly id: number
    readonly time: number
    readonly incoming: number
    readonly text: string
  })[]
  return rows.map((row) => {
    const { id, time, text } = row
    return { id, time, text, incoming: row.incoming === 1, user: toNamedUser(row) }
  })
}
