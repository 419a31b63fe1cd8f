import type { TrackerStore } from '../store/tracker-store'
import { groupAlike } from './likeness'
import { type Condition, type Scope, within } from './span'
import { type NamedUser, type NamedUserRow, toNamedUser } from './user'

/** What users wrote that the bot could not answer, in texts that are alike. */
export interface NotHandledGroup {
  /** The different texts, the most frequent first; at least one. */
  readonly texts: readonly { readonly text: string; readonly count: number }[]
  readonly count: number
  /** How many users wrote it. */
  readonly users: number
  /** The latest ones first: so many are kept. */
  readonly examples: readonly NotHandledMessage[]
  /** The times of all of them, ms since the epoch. */
  readonly times: readonly number[]
}

export interface NotHandledMessage {
  /** The user's message: its row. */
  readonly id: number
  readonly time: number
  readonly user: NamedUser
  readonly text: string
  /** The bot's next message; undefined where it wrote nothing. */
  readonly answer: string | undefined
}

export interface NotHandledOptions {
  /** Messages with an intent of which the bot was less sure, 0 to 0.7, count too. */
  readonly below?: number | undefined
  /** So many groups. @default 50 */
  readonly limit?: number
  /** Only the group with this message: its row. */
  readonly like?: number | undefined
  /** So many examples for each group. @default 1 */
  readonly examples?: number
}

/** The latest so many are grouped, so that the page never takes long. */
export const MAX_NOT_HANDLED = 10_000

type Row = readonly [id: number, time: number, user: number, text: string]

/** The messages of users that the bot did not handle, grouped by likeness, the largest group first. */
export function readNotHandled(
  store: TrackerStore,
  scope: Scope,
  { below, limit = 50, like, examples = 1 }: NotHandledOptions = {},
): readonly NotHandledGroup[] {
  const rows = readRows(store, scope, below)
  return groupAlike(rows, ([, , , text]) => text)
    .filter((group) => like === undefined || group.some(([id]) => id === like))
    .toSorted((one, other) => other.length - one.length)
    .slice(0, limit)
    .map((group) => toGroup(store, group, examples))
}

/** The latest first. */
function readRows(store: TrackerStore, scope: Scope, below: number | undefined): readonly Row[] {
  const missed = select(
    store,
    'misses x JOIN messages m ON m.id = x.question',
    within(scope, 'x', 'time'),
    'x',
  )
  if (below === undefined) return missed
  const { sql, values } = within(scope, 'm', 'time')
  const doubt = 'm.incoming = 1 AND m.confidence < 0.7 AND m.confidence < ?'
  const doubted = select(store, 'messages m', { sql: `${sql} AND ${doubt}`, values: [...values, below] }, 'm')
  const byId = new Map([...missed, ...doubted].map((row) => [row[0], row]))
  return [...byId.values()]
    .sort(([oneId, one], [otherId, other]) => other - one || otherId - oneId)
    .slice(0, MAX_NOT_HANDLED)
}

/** As one text, which is read several times as fast as so many rows. */
function select(store: TrackerStore, from: string, { sql, values }: Condition, timed: 'x' | 'm') {
  const row = store
    .prepare(
      `SELECT json_group_array(json_array(id, time, user, text)) AS list FROM (
         SELECT m.id, m.time, m.user, m.text FROM ${from} WHERE ${sql} ORDER BY ${timed}.time DESC LIMIT ${MAX_NOT_HANDLED}
       )`,
    )
    .get(...values)
  return JSON.parse((row as { readonly list: string }).list) as readonly Row[]
}

function toGroup(store: TrackerStore, rows: readonly Row[], examples: number): NotHandledGroup {
  const texts = new Map<string, number>()
  for (const [, , , text] of rows) texts.set(text, (texts.get(text) ?? 0) + 1)
  return {
    texts: [...texts].map(([text, count]) => ({ text, count })).sort((one, other) => other.count - one.count),
    count: rows.length,
    users: new Set(rows.map(([, , user]) => user)).size,
    examples: rows.slice(0, examples).map((row) => toMessage(store, row)),
    times: rows.map(([, time]) => time),
  }
}

function toMessage(store: TrackerStore, [id, time, user, text]: Row): NotHandledMessage {
  const named = store.prepare(USER).get(user) as NamedUserRow
  const next = store.prepare(NEXT).get(user, time, id) as
    | { readonly text: string; readonly incoming: number }
    | undefined
  const answer = next === undefined || next.incoming === 1 ? undefined : next.text
  return { id, time, user: toNamedUser(named), text, answer }
}

const USER = 'SELECT user_id AS userId, name, handle FROM users WHERE id = ?'
const NEXT = `
SELECT text, incoming FROM messages WHERE user = ? AND (time, id) > (?, ?) ORDER BY time, id LIMIT 1`
