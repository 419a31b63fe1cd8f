import { NOT_HANDLED } from '../../../wire/not-handled'
import type { Match } from '../../queries/match'
import type { UserOrder } from '../../queries/user-order'
import type { UserRow } from '../../queries/users'
import { markMatches, type SearchTerms } from '../../search/search-terms'
import type { Html } from '../html'
import { html } from '../html'
import { count, money, plural } from '../numbers'
import type { PageRequest, Parameters } from '../request'
import { alongTranscripts } from '../request'
import { userPath } from '../user-path'
import { shortName, userName } from './user-name'

export interface UserListOptions {
  /** Leaves the counts out. */
  readonly isCompact?: boolean
  /** The terms that were searched for. */
  readonly terms?: SearchTerms | undefined
  /** The parameters of the search, which the transcript goes on with. */
  readonly filter?: Parameters
  /** What the users were counted by within the chosen span; undefined: the figures are of all time. */
  readonly counted?: UserOrder | undefined
}

/** Users, each with a message that leads into the transcript. */
export function userList(rows: readonly UserRow[], request: PageRequest, options: UserListOptions): Html {
  return html`<ul class="users ${options.isCompact && 'users-compact'}">${rows.map((row, index) =>
    userEntry(row, keyOf(row, rows.slice(0, index)), request, options),
  )}</ul>`
}

/** Two bots may know the same user. */
function keyOf({ userId, id }: UserRow, before: readonly UserRow[]): string {
  return before.some((row) => row.userId === userId) ? `${userId} ${id}` : userId
}

/** The address of a user's transcript, at the message or event where there is one. */
export function transcriptAddress(
  request: PageRequest,
  userId: string,
  place?: Pick<Match, 'kind' | 'id'>,
  filter: Parameters = {},
): string {
  const path = userPath(userId)
  if (place === undefined) return alongTranscripts(request, path, filter)
  const at = place.kind === 'message' ? `${place.id}` : `e${place.id}`
  const anchor = place.kind === 'message' ? `m${place.id}` : `e${place.id}`
  return `${alongTranscripts(request, path, { ...filter, at })}#${anchor}`
}

/** The longest text that a list shows, in characters. */
const EXCERPT_LENGTH = 220

function userEntry(row: UserRow, key: string, request: PageRequest, options: UserListOptions): Html {
  const { isCompact, terms, filter = {} } = options
  const { userId, lastSeen, match } = row
  const { dates, now } = request
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const time = isFiltered && match !== undefined ? match.time : lastSeen
  const href = transcriptAddress(request, userId, isFiltered ? match : undefined, filter)
  return html`<li data-key="${key}"><a href="${href}">
  <span class="user-id">${userName(row)}</span>
  <time datetime="${new Date(time).toISOString()}" title="${dates.full(time)}">${dates.short(time, now)}</time>
  <span class="excerpt" dir="auto">${matchText(match, terms)}</span>
  <span class="user-notes">${
    match?.kind === 'message' &&
    match.intent !== undefined &&
    html`<span class="chip ${match.intent === NOT_HANDLED && 'chip-bad'}">${shortName(match.intent)}</span>`
  }${isCompact !== true && html`<span>${figures(row, options.counted)}</span>`}</span>
</a></li>`
}

/** What the user is listed by within the span, beside all time; else what there is of all time. */
function figures(row: UserRow, counted: UserOrder | undefined): string {
  const { incoming, outgoing, events, sessions, revenue, place } = row
  switch (counted) {
    case 'messages':
      return `${plural(place, 'message')} in this span, ${count(incoming + outgoing)} in all`
    case 'sessions':
      return `${plural(place, 'session')} in this span, ${count(sessions)} in all`
    case 'events':
      return `${plural(place, 'event')} in this span, ${count(events)} in all`
    case 'revenue':
      return `${money(place)} revenue in this span, ${money(revenue)} in all`
    default:
      return `${plural(incoming + outgoing, 'message')}${events > 0 ? `, ${plural(events, 'event')}` : ''}`
  }
}

function matchText(match: Match | undefined, terms: SearchTerms | undefined): Html | string {
  if (match === undefined) return 'Events only'
  if (match.kind === 'event') return html`<span class="who" dir="ltr">Event</span> ${match.name}`
  return excerpt(match.text, match.incoming, terms)
}

function excerpt(text: string, isIncoming: boolean, terms: SearchTerms | undefined): Html {
  const parts = markMatches(text, terms ?? [])
  const first = parts.findIndex(({ isMatch }) => isMatch)
  const before = first > 0 ? (parts[first - 1]?.text ?? '') : ''
  const shown = before.length > EXCERPT_LENGTH / 2 ? parts.slice(first - 1) : parts
  let room = EXCERPT_LENGTH
  const pieces = shown.map(({ text: piece, isMatch }, index) => {
    const isLead = shown !== parts && index === 0
    const cut = isLead ? `…${piece.slice(-EXCERPT_LENGTH / 3)}` : piece.slice(0, Math.max(0, room))
    room -= cut.length
    return isMatch ? html`<mark>${cut}</mark>` : html`${cut}`
  })
  return html`${!isIncoming && html`<span class="who" dir="ltr">Bot</span> `}${pieces}`
}
