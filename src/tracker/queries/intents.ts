import type { TrackerStore } from '../store/tracker-store'
import { IntentSlots, type IntentTotal } from './intent-slots'
import { type Scope, within } from './span'

/** How often each intent came within the span, most frequent first. */
export function readIntents(store: TrackerStore, scope: Scope): readonly IntentTotal[] {
  return IntentSlots.read(store, scope).totals(scope)
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
  const { sql, values } = within(scope, 's', 'slot')
  const rows = store
    .prepare(
      `SELECT i.name, i.value, sum(i.count) AS count
       FROM message_slots s JOIN input_slots i ON i.slot = s.slot AND i.bot = s.bot AND i.intent = ?
       WHERE ${sql}
       GROUP BY i.name, i.value ORDER BY sum(i.count) DESC, i.name, i.value LIMIT ?`,
    )
    .all(intent, ...values, limit) as InputValue[]
  return rows.map(({ name, value, count }) => ({ name, value, count }))
}

export interface IntentExample {
  readonly id: number
  readonly time: number
  readonly incoming: boolean
  readonly text: string
  readonly userId: string
  readonly confidence: number | undefined
}

/** The intent's latest messages within the span. */
export function readExamples(
  store: TrackerStore,
  intent: number,
  scope: Scope,
  limit = 12,
): readonly IntentExample[] {
  const { sql, values } = within({ ...scope, from: firstOfLatest(store, intent, scope, limit) }, 'm', 'time')
  const rows = store
    .prepare(
      `SELECT m.id, m.time, m.incoming, m.text, m.confidence, u.user_id AS userId
       FROM messages m JOIN users u ON u.id = m.user
       WHERE m.intent = ? AND ${sql}
       ORDER BY m.time DESC LIMIT ?`,
    )
    .all(intent, ...values, limit) as (Omit<IntentExample, 'incoming' | 'confidence'> & {
    incoming: number
    confidence: number | null
  })[]
  return rows.map(({ id, time, incoming, text, userId, confidence }) => ({
    id,
    time,
    incoming: incoming === 1,
    text,
    userId,
    confidence: confidence ?? undefined,
  }))
}

/** The start of the slot from which on the span has enough of the intent's messages; of the span, where it has fewer. */
function firstOfLatest(store: TrackerStore, intent: number, scope: Scope, limit: number): number {
  const { sql, values } = within(scope, 's', 'slot')
  const row = store
    .prepare(
      `SELECT slot FROM (
         SELECT s.slot, sum(i.incoming + i.outgoing) OVER (ORDER BY s.slot DESC) AS count
         FROM message_slots s JOIN intent_slots i ON i.slot = s.slot AND i.bot = s.bot AND i.intent = ?
         WHERE ${sql}
       ) WHERE count >= ? ORDER BY slot DESC LIMIT 1`,
    )
    .get(intent, ...values, limit)
  return (row as { readonly slot: number } | undefined)?.slot ?? scope.from
}
