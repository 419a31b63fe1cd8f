import { type Condition, ofBot } from '../queries/span'
import type { TrackerStore } from '../store/tracker-store'

export type ExportSubject = 'messages' | 'events'

export interface ExportFilter {
  /** ms since the epoch, this moment included. Default: the beginning. */
  readonly from?: number | undefined
  /** ms since the epoch, this moment not included. Default: the end. */
  readonly to?: number | undefined
  /** Only this user's. Default: everybody's. */
  readonly userId?: string | undefined
  /** Only this bot's: the row in `bots`. Default: all bots'. */
  readonly bot?: number | undefined
  /** Only messages with this intent: the row in `intents`. Default: all. */
  readonly intent?: number | undefined
}

/** A message in the form of Dashbot's data upload, or an event in the same manner. */
export type ExportRecord = Readonly<Record<string, string | number | boolean | null>>

export interface ExportedRow {
  readonly record: ExportRecord
  /** The bot's name. */
  readonly bot: string
  /** The payload, as it was delivered. */
  readonly json: string
}

/** The columns in their order. */
export const COLUMNS: Readonly<Record<ExportSubject, readonly string[]>> = {
  messages: ['text', 'userId', 'timestamp', 'incoming', 'intent'],
  events: ['type', 'name', 'userId', 'timestamp', 'amount'],
}

interface Row {
  readonly id: number
  readonly timestamp: number
  readonly userId: string
  readonly bot: string
  readonly json: string
}

interface MessageRow extends Row {
  readonly text: string
  readonly incoming: number
  readonly intent: string | null
}

interface EventRow extends Row {
  readonly type: string
  readonly name: string
  readonly amount: number | null
}

/** What is read at a time, so that an export of any length holds little, and lets others in between. */
const PAGE = 500

/** Everything that the filter lets through, oldest first, page by page. */
export function* exportPages(
  store: TrackerStore,
  subject: ExportSubject,
  filter: ExportFilter,
): Generator<readonly ExportedRow[]> {
  const { from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER } = filter
  const conditions = toConditions(filter)
  const read = store.prepare(sql(subject, conditions))
  const values = conditions.flatMap((condition) => condition.values)
  let last = { timestamp: from, id: -1 }
  while (true) {
    const rows = read.all(last.timestamp, last.id, to, ...values, PAGE) as readonly (MessageRow & EventRow)[]
    const end = rows.at(-1)
    if (end === undefined) return
    yield rows.map((row) => ({
      record: subject === 'messages' ? toMessage(row) : toEvent(row),
      bot: row.bot,
      json: row.json,
    }))
    last = end
  }
}

function toMessage({ text, userId, timestamp, incoming, intent }: MessageRow): ExportRecord {
  return { text, userId, timestamp, incoming: incoming === 1, intent }
}

function toEvent({ type, name, userId, timestamp, amount }: EventRow): ExportRecord {
  return { type, name, userId, timestamp, amount }
}

function toConditions({ userId, bot, intent }: ExportFilter): readonly Condition[] {
  return [
    userId === undefined
      ? undefined
      : { sql: 'AND t.user IN (SELECT id FROM users WHERE user_id = ?)', values: [userId] },
    intent === undefined ? undefined : { sql: 'AND t.intent = ?', values: [intent] },
    ofBot(bot, 't'),
  ].filter((condition) => condition !== undefined)
}

function sql(subject: ExportSubject, conditions: readonly Condition[]): string {
  const { columns, table } = subject === 'messages' ? MESSAGES : EVENTS
  return `
SELECT t.id, t.time AS timestamp, users.user_id AS userId, (SELECT name FROM bots WHERE id = t.bot) AS bot, ${columns}
FROM ${table}
JOIN users ON users.id = t.user
WHERE (t.time, t.id) > (?, ?) AND t.time < ? ${conditions.map((condition) => condition.sql).join(' ')}
ORDER BY t.time, t.id LIMIT ?`
}

const MESSAGES = {
  columns: 't.text, t.incoming, intents.name AS intent, payloads.json',
  table: `messages AS t JOIN payloads ON payloads.message = t.id LEFT JOIN intents ON intents.id = t.intent`,
}

const EVENTS = {
  columns: 'event_names.type, event_names.name, t.amount, t.json',
  table: 'events AS t JOIN event_names ON event_names.id = t.event',
}
