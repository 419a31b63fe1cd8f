import { NOT_HANDLED } from '../../../wire/not-handled'
import type { SearchTerms } from '../../queries/search-terms'
import { markMatches } from '../../queries/search-terms'
import type { UserRow } from '../../queries/users'
import type { Html } from '../html'
import { html } from '../html'
import { plural } from '../numbers'
import type { PageRequest } from '../request'
import { address } from '../request'

export interface UserListOptions {
  /** Unique on the page. */
  readonly id: string
  /** Leaves the counts out. */
  readonly isCompact?: boolean
  /** The words that were searched for, and as they were typed. */
  readonly terms?: SearchTerms | undefined
  readonly search?: string | undefined
}

/** Users, each with a message that leads into the transcript. */
export function userList(rows: readonly UserRow[], request: PageRequest, options: UserListOptions): Html {
  return html`<ul class="users ${options.isCompact && 'users-compact'}" data-live="${options.id}">${rows.map(
    (row) => userEntry(row, request, options),
  )}</ul>`
}

/** The longest text that a list shows, in characters. */
const EXCERPT_LENGTH = 220

function userEntry(
  row: UserRow,
  { dates, now }: PageRequest,
  { isCompact, terms, search }: UserListOptions,
): Html {
  const { userId, lastSeen, message } = row
  const isHit = terms !== undefined && message !== undefined
  const time = isHit ? message.time : lastSeen
  const href = address(`/transcripts/${encodeURIComponent(userId)}`, {
    q: search,
    at: isHit ? String(message.id) : undefined,
  })
  return html`<li data-key="${userId}"><a href="${href}${isHit && `#m${message.id}`}">
  <span class="user-id">${userId}</span>
  <time datetime="${new Date(time).toISOString()}" title="${dates.full(time)}">${dates.short(time, now)}</time>
  <span class="excerpt">${message === undefined ? 'Events only' : excerpt(message.text, message.incoming, terms)}</span>
  <span class="user-notes">${
    message?.intent !== undefined &&
    html`<span class="chip ${message.intent === NOT_HANDLED && 'chip-bad'}">${message.intent}</span>`
  }${
    isCompact !== true &&
    html`<span>${plural(row.incoming + row.outgoing, 'message')}${row.events > 0 && `, ${plural(row.events, 'event')}`}</span>`
  }</span>
</a></li>`
}

function excerpt(text: string, isIncoming: boolean, terms: SearchTerms | undefined): Html {
  const parts = markMatches(text, terms ?? { words: [], isPrefix: false })
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
  return html`${!isIncoming && html`<span class="who">Bot</span> `}${pieces}`
}
