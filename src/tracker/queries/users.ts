import type { SqliteValue } from '../../sqlite/database'
import { matchExpression, type SearchTerms } from '../search/search-terms'
import type { TrackerStore } from '../store/tracker-store'
import { storedExtent } from './extent'
import { type Match, readMatch } from './match'
import { findEvent, findIntent } from './names'
import { type Condition, type Scope, within } from './span'
import { toUser, USER_COLUMNS, type User } from './user'
import type { UserFilter } from './user-filter'
import { placesWithin, USER_PLACES, type UserOrder } from './user-order'

/** A search for a common word looks through its latest matches only, so that it never takes long. */
const MAX_HITS = 20_000

/** As many users are found by their names. */
const MAX_NAMESAKES = 2_000

/** Where the next page begins: the last row's place in the order, and its row. */
export interface UserCursor {
  readonly place: number
  readonly id: number
}

export interface UserRow extends User {
  /** The message or event that passes the filter, the latest one; without a filter, the latest message. */
  readonly match: Match | undefined
  /** What the user is listed by in the order that was asked for: how often it came within the scope. */
  readonly place: number
}

export interface UserPage {
  readonly rows: readonly UserRow[]
  readonly next: UserCursor | undefined
}

export interface UserPageOptions {
  readonly after?: UserCursor | undefined
  readonly limit?: number
  /** Does not apply to a search, which lists the latest match first. @default 'latest' */
  readonly order?: UserOrder | undefined
}

interface Found extends User {
  readonly place: number
}

const START: UserCursor = { place: Number.MAX_VALUE, id: Number.MAX_SAFE_INTEGER }

/** The users who pass the filter. */
export function readUsers(
  store: TrackerStore,
  filter: UserFilter,
  { after = START, limit = 25, order = 'latest' }: UserPageOptions = {},
): UserPage {
  const places =
    filter.terms === undefined ? placesWithin(order, filter.scope, storedExtent(store)) : undefined
  const conditions = readConditions(store, filter, places !== undefined)
  if (conditions === undefined || filter.terms?.length === 0) return { rows: [], next: undefined }
  const found =
    filter.terms === undefined
      ? findInOrder(store, conditions, places ?? USER_PLACES[order], after, limit + 1)
      : findByText(store, filter.terms, filter.scope, conditions, after, limit + 1)
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    rows: page.map((user) => ({
      ...toUser(user as never),
      match: readMatch(store, user.id, filter, user.place),
      place: user.place,
    })),
    next: found.length > limit && last !== undefined ? { place: last.place, id: last.id } : undefined,
  }
}

interface Conditions {
  readonly sql: string
  readonly values: readonly SqliteValue[]
}

/**
 * @param isCounted whoever is listed was counted within the scope already
 * @returns undefined where no user can pass, because an intent or event was never seen
 */
function readConditions(store: TrackerStore, filter: UserFilter, isCounted: boolean): Conditions | undefined {
  const { idPrefix, intent, event, scope } = filter
  const parts: string[] = []
  const values: SqliteValue[] = []
  const time = scope && within({ from: scope.from, to: scope.to }, 'x', 'time')
  if (idPrefix !== undefined) {
    parts.push('AND u.user_id >= ? AND u.user_id < ?')
    values.push(idPrefix, `${idPrefix}\u{10FFFF}`)
  }
  if (scope?.bot !== undefined) {
    parts.push('AND u.bot = ?')
    values.push(scope.bot)
  }
  for (const [table, id] of [
    ['messages', intent === undefined ? undefined : { intent: findIntent(store, intent) }],
    ['events', event === undefined ? undefined : { event: findEvent(store, event) }],
  ] as const) {
    if (id === undefined) continue
    const [[column, row]] = Object.entries(id) as [[string, number | undefined]]
    if (row === undefined) return undefined
    parts.push(
      `AND EXISTS (SELECT 1 FROM ${table} x WHERE x.${column} = ? AND x.user = u.id AND ${time?.sql ?? 'TRUE'})`,
    )
    values.push(row, ...(time?.values ?? []))
  }
  if (time !== undefined && intent === undefined && event === undefined && !isCounted) {
    const seen = (table: string) => `EXISTS (SELECT 1 FROM ${table} x WHERE x.user = u.id AND ${time.sql})`
    parts.push(`AND (${seen('messages')} OR ${seen('events')})`)
    values.push(...time.values, ...time.values)
  }
  return { sql: parts.join(' '), values }
}

/** @param place a query for the places of users, or what of their rows is the place */
function findInOrder(
  store: TrackerStore,
  { sql, values }: Conditions,
  place: Condition | string,
  after: UserCursor,
  limit: number,
): Found[] {
  if (typeof place !== 'string') {
    return store
      .prepare(
        `SELECT ${USER_COLUMNS}, l.place FROM (
           SELECT p.user, p.place FROM (${place.sql}) p WHERE (p.place, p.user) < (?, ?)
             ${sql === '' ? '' : `AND EXISTS (SELECT 1 FROM users u WHERE u.id = p.user ${sql})`}
           ORDER BY p.place DESC, p.user DESC LIMIT ?
         ) l JOIN users u ON u.id = l.user ORDER BY l.place DESC, u.id DESC`,
      )
      .all(...place.values, after.place, after.id, ...values, limit) as Found[]
  }
  return store
    .prepare(
      `SELECT ${USER_COLUMNS}, ${place} AS place FROM users u
       WHERE (${place}, u.id) < (?, ?) ${sql}
       ORDER BY ${place} DESC, u.id DESC LIMIT ?`,
    )
    .all(after.place, after.id, ...values, limit) as Found[]
}

/** The place of a user is the row of the latest message that matches, or of the last one where the name matches. */
function findByText(
  store: TrackerStore,
  terms: SearchTerms,
  scope: Scope | undefined,
  { sql, values }: Conditions,
  after: UserCursor,
  limit: number,
): Found[] {
  const time =
    scope === undefined ? { sql: 'TRUE', values: [] } : within({ ...scope, bot: undefined }, 'm', 'time')
  return store
    .prepare(
      `WITH hits AS (
         SELECT rowid AS id FROM message_text WHERE message_text MATCH ? ORDER BY rowid DESC LIMIT ${MAX_HITS}
       ), namesakes AS (
         SELECT rowid AS id FROM user_text WHERE user_text MATCH ? ORDER BY rowid DESC LIMIT ${MAX_NAMESAKES}
       ), latest AS (
         SELECT user, max(place) AS place FROM (
           SELECT m.user, m.id AS place FROM hits JOIN messages m ON m.id = hits.id WHERE ${time.sql}
           UNION ALL
           SELECT n.id, ifnull((
             SELECT m.id FROM messages m WHERE m.user = n.id AND ${time.sql} ORDER BY m.time DESC, m.id DESC LIMIT 1
           ), 0) FROM namesakes n
         ) GROUP BY user
       )
       SELECT ${USER_COLUMNS}, l.place FROM latest l JOIN users u ON u.id = l.user
       WHERE (l.place, u.id) < (?, ?) ${sql} ORDER BY l.place DESC, u.id DESC LIMIT ?`,
    )
    .all(
      ...[matchExpression(terms), matchExpression(terms), ...time.values, ...time.values],
      ...[after.place, after.id, ...values, limit],
    ) as Found[]
}

/** true where the terms are so common that the search left older messages out. */
export function isCutShort(store: TrackerStore, terms: SearchTerms): boolean {
  if (terms.length === 0) return false
  const { hits } = store
    .prepare(
      `SELECT count(*) AS hits FROM (SELECT 1 FROM message_text WHERE message_text MATCH ? LIMIT ${MAX_HITS + 1})`,
    )
    .get(matchExpression(terms)) as { hits: number }
  return hits > MAX_HITS
}
