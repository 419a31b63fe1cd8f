import type { ConversationPage, Position, TranscriptItem, Window } from '../../queries/conversation'
import { readConversation } from '../../queries/conversation'
import type { User } from '../../queries/user'
import { readUser } from '../../queries/user'
import type { SearchTerms } from '../../search/search-terms'
import { parseSearch } from '../../search/search-terms'
import type { Html } from '../html'
import { html } from '../html'
import { count, money } from '../numbers'
import type { Page } from '../page'
import { conversation } from '../parts/conversation'
import { plainUserName, userName } from '../parts/user-name'
import type { PageRequest } from '../request'
import { address, idParameter, textParameter } from '../request'
import { chooseScope } from '../scope'

interface Transcript {
  readonly user: User
  readonly page: ConversationPage
  readonly search: string | undefined
  readonly terms: SearchTerms | undefined
}

export const transcriptPage: Page<Transcript> = {
  path: '/transcripts/:userId',

  load(store, request, { userId = '' }) {
    const { query } = request
    const { scope } = chooseScope(store, request)
    const known = readUser(store, userId)
    const user = known.find(({ bot }) => scope.bot === undefined || bot === scope.bot)
    if (user === undefined) return undefined
    const search = textParameter(query, 'q')
    return {
      user,
      page: readConversation(store, user.id, readWindow(query)),
      search,
      terms: search === undefined ? undefined : parseSearch(search),
    }
  },

  render(data, request) {
    const { user, page, terms } = data
    return {
      title: `Transcript of ${plainUserName(user)}`,
      section: '/transcripts',
      isLive: !page.hasNewer,
      content: html`<nav class="trail" aria-label="Breadcrumb"><a href="/transcripts">Transcripts</a></nav>
<div class="transcript">
<aside class="card profile" aria-label="User">${profile(user, request)}</aside>
<section class="card talk" aria-label="Conversation">
  ${pager(data, 'older')}
  ${conversation(page.items, { dates: request.dates, terms })}
  ${pager(data, 'newer')}
  <span id="end"></span>
</section>
</div>`,
    }
  },
}

function profile(user: User, { dates, now }: PageRequest): Html {
  return html`<h1>${userName(user)}</h1>
<dl class="facts">
  <div><dt>First seen</dt><dd>${dates.short(user.firstSeen, now)}</dd></div>
  <div><dt>Last seen</dt><dd>${dates.short(user.lastSeen, now)}</dd></div>
  <div><dt>Messages in</dt><dd>${count(user.incoming)}</dd></div>
  <div><dt>Messages out</dt><dd>${count(user.outgoing)}</dd></div>
  <div><dt>Sessions</dt><dd>${count(user.sessions)}</dd></div>
  <div><dt>Events</dt><dd>${count(user.events)}</dd></div>
  <div><dt>Revenue</dt><dd>${money(user.revenue)}</dd></div>
</dl>`
}

function pager({ user, page, search }: Transcript, direction: 'older' | 'newer'): Html {
  const path = `/transcripts/${encodeURIComponent(user.userId)}`
  const first = page.items[0]
  const last = page.items.at(-1)
  if (direction === 'older') {
    if (!page.hasOlder || first === undefined) return html``
    return html`<p class="pager"><a class="button" rel="prev" href="${address(path, { q: search, before: writePosition(first) })}">Older messages</a>
<a class="button" href="#end">Jump to the end</a></p>`
  }
  if (!page.hasNewer || last === undefined) return html``
  return html`<p class="pager"><a class="button" rel="next" href="${address(path, { q: search, after: writePosition(last) })}">Newer messages</a>
<a class="button" href="${address(path, { q: search })}">Latest</a></p>`
}

function readWindow(query: URLSearchParams): Window {
  const [, kind, row] = /^([me]?)(\d{1,15})$/.exec(query.get('at') ?? '') ?? []
  const id = idParameter(row)
  if (id !== undefined) return { at: 'around', kind: kind === 'e' ? 'event' : 'message', id }
  for (const at of ['before', 'after'] as const) {
    const position = parsePosition(query.get(at))
    if (position !== undefined) return { at, position }
  }
  return { at: 'end' }
}

function writePosition({ kind, time, id }: TranscriptItem): string {
  return `${time}.${kind === 'message' ? 'm' : 'e'}${id}`
}

function parsePosition(value: string | null): Position | undefined {
  const match = /^(-?\d{1,16})\.([me])(\d{1,15})$/.exec(value ?? '')
  if (match === null) return undefined
  return { kind: match[2] === 'm' ? 'message' : 'event', time: Number(match[1]), id: Number(match[3]) }
}
