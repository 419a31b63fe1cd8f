import { foldWord, piecesOf } from '../search/words'
import type { TrackerStore } from '../store/tracker-store'
import { type Scope, within } from './span'

/** What users wrote that the bot could not answer, in texts that are alike. */
export interface NotHandledGroup {
  /** The latest of the texts. */
  readonly text: string
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
  readonly userId: string
  readonly text: string
  /** The bot's next message; undefined where it wrote nothing. */
  readonly answer: string | undefined
}

/** The latest so many are grouped, so that the page never takes long. */
export const MAX_NOT_HANDLED = 10_000
const EXAMPLES = 3

interface Row {
  readonly id: number
  readonly time: number
  readonly user: number
  readonly userId: string
  readonly text: string
}

/**
 * The messages of users that the bot did not handle, and with `below` those whose intent it was less sure of,
 * grouped by their words in any order; the largest group first.
 */
export function readNotHandled(
  store: TrackerStore,
  scope: Scope,
  { below, limit = 50 }: { readonly below?: number | undefined; readonly limit?: number } = {},
): readonly NotHandledGroup[] {
  const groups = new Map<string, Row[]>()
  for (const row of readRows(store, scope, below)) {
    const key = likeness(row.text)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return [...groups.values()]
    .sort((one, other) => other.length - one.length || latest(other) - latest(one))
    .slice(0, limit)
    .map((rows) => toGroup(store, rows))
}

const latest = (rows: readonly Row[]): number => rows[0]?.time ?? 0

function readRows(store: TrackerStore, scope: Scope, below: number | undefined): readonly Row[] {
  const columns = 'm.id, m.time, m.user, u.user_id AS userId, m.text'
  const missed = within(scope, 'x', 'time')
  const doubted = within(scope, 'm', 'time')
  const doubt = `
    UNION SELECT ${columns} FROM messages m JOIN users u ON u.id = m.user
    WHERE m.incoming = 1 AND m.confidence < 0.7 AND m.confidence < ? AND ${doubted.sql}`
  return store
    .prepare(
      `SELECT ${columns} FROM misses x JOIN messages m ON m.id = x.question JOIN users u ON u.id = m.user
       WHERE ${missed.sql} ${below === undefined ? '' : doubt}
       ORDER BY 2 DESC, 1 DESC LIMIT ${MAX_NOT_HANDLED}`,
    )
    .all(...missed.values, ...(below === undefined ? [] : [below, ...doubted.values])) as readonly Row[]
}

/** Texts with the same words are alike, whatever their order, case, accents and signs; numbers are alike, too. */
function likeness(text: string): string {
  const pieces = piecesOf(text.slice(0, 500))
  if (pieces.length === 0) return text
  const words = pieces.map((piece) => (/^\p{N}+$/u.test(piece.text) ? '0' : foldWord(piece.text)))
  return [...new Set(words)].sort().join(' ')
}

function toGroup(store: TrackerStore, rows: readonly Row[]): NotHandledGroup {
  return {
    text: rows[0]?.text ?? '',
    count: rows.length,
    users: new Set(rows.map(({ user }) => user)).size,
    examples: rows.slice(0, EXAMPLES).map(({ id, time, user, userId, text }) => {
      return { id, time, userId, text, answer: readAnswer(store, user, time, id) }
    }),
    times: rows.map(({ time }) => time),
  }
}

function readAnswer(store: TrackerStore, user: number, time: number, id: number): string | undefined {
  const row = store.prepare(NEXT).get(user, time, id) as
    | { readonly text: string; readonly incoming: number }
    | undefined
  return row === undefined || row.incoming === 1 ? undefined : row.text
}

const NEXT = `
SELECT text, incoming FROM messages WHERE user = ? AND (time, id) > (?, ?) ORDER BY time, id LIMIT 1`
