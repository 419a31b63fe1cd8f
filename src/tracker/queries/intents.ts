import type { TrackerStore } from '../store/tracker-store'
import type { TimeSpan } from './span'

export interface IntentTotal {
  readonly name: string
  readonly incoming: number
  readonly outgoing: number
}

/** How often each intent came within the span, most frequent first. */
export function readIntents(store: TrackerStore, { from, to }: TimeSpan): readonly IntentTotal[] {
  const rows = store
    .prepare(
      `SELECT i.name, sum(h.incoming) AS incoming, sum(h.outgoing) AS outgoing
       FROM intent_hours h JOIN intents i ON i.id = h.intent
       WHERE h.hour >= ? AND h.hour < ?
       GROUP BY h.intent ORDER BY sum(h.incoming) + sum(h.outgoing) DESC, i.name`,
    )
    .all(from, to) as IntentTotal[]
  return rows.map(({ name, incoming, outgoing }) => ({ name, incoming, outgoing }))
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
  { from, to }: TimeSpan,
  limit = 20,
): readonly InputValue[] {
  const rows = store
    .prepare(
      `SELECT i.name, i.value, sum(i.count) AS count
       FROM message_hours h JOIN input_hours i ON i.hour = h.hour AND i.intent = ?
       WHERE h.hour >= ? AND h.hour < ?
       GROUP BY i.name, i.value ORDER BY sum(i.count) DESC, i.name, i.value LIMIT ?`,
    )
    .all(intent, from, to, limit) as InputValue[]
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
  { from, to }: TimeSpan,
  limit = 12,
): readonly IntentExample[] {
  const rows = store
    .prepare(
      `SELECT m.id, m.time, m.incoming, m.text, m.confidence, u.user_id AS userId
       FROM messages m JOIN users u ON u.id = m.user
       WHERE m.intent = ? AND m.time >= ? AND m.time < ?
       ORDER BY m.time DESC LIMIT ?`,
    )
    .all(intent, from, to, limit) as (Omit<IntentExample, 'incoming' | 'confidence'> & {
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
