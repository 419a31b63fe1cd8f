import type { ConversationPage } from '../../queries/conversation'
import { readConversation } from '../../queries/conversation'
import type { MatchPlace, UserPart } from '../../queries/matches'
import { readMatches, readPart, USER_PARTS } from '../../queries/matches'
import type { User } from '../../queries/user'
import { readUser } from '../../queries/user'
import type { TrackerStore } from '../../store/tracker-store'
import { isoDay } from '../chosen-span'
import { readWindow, writePosition } from '../conversation-window'
import type { Html } from '../html'
import { html } from '../html'
import { count, money } from '../numbers'
import type { Page } from '../page'
import { conversation } from '../parts/conversation'
import { exportLinks } from '../parts/export-links'
import { matchSteps } from '../parts/match-steps'
import { hiddenFields } from '../parts/span-picker'
import { transcriptAddress } from '../parts/user-list'
import { plainUserName, userName } from '../parts/user-name'
import type { PageRequest, Parameters } from '../request'
import { along, alongTranscripts } from '../request'
import { chooseScope, type PageScope } from '../scope'
import { filterParameters, readTranscriptFilter, type TranscriptFilter } from '../transcript-filter'
import { userOfPath, userPath } from '../user-path'

interface Transcript extends PageScope {
  readonly user: User
  readonly page: ConversationPage
  /** The item at which the conversation is opened; undefined at its end. */
  readonly current: MatchPlace | undefined
  readonly filter: TranscriptFilter
  /** What is stepped through in place of what passes the filter. */
  readonly part: UserPart | undefined
  readonly matches: readonly MatchPlace[]
}

export const transcriptPage: Page<Transcript> = {
  path: '/transcripts/:userId',

  load(store, request, { userId = '' }) {
    const chosen = chooseScope(store, request)
    const window = readWindow(request)
    const known = readUser(store, userOfPath(userId)).filter(({ bot }) =>
      [undefined, bot].includes(chosen.scope.bot),
    )
    const user = known.find(({ id }) => id === ownerOf(store, window)) ?? known[0]
    if (user === undefined) return undefined
    const filter = readTranscriptFilter(request, chosen)
    const part = USER_PARTS.find((name) => name === request.query.get('part'))
    const matches = part ? readPart(store, user.id, part) : readMatches(store, user.id, filter)
    const last = part && window.at === 'end' ? matches.at(-1) : undefined
    const shown = last === undefined ? window : { at: 'around' as const, kind: last.kind, id: last.id }
    const page = readPage(store, user.id, shown)
    const current =
      shown.at === 'around'
        ? page.items.find(({ kind, id }) => kind === shown.kind && id === shown.id)
        : undefined
    return { ...chosen, user, page, current, filter, part, matches }
  },

  render(data, request) {
    const { user, page, filter, matches, current, bots } = data
    const query = { ...filterParameters(filter), part: data.part }
    const bot = data.bot ?? (bots.length > 1 ? bots.find(({ id }) => id === user.bot)?.name : undefined)
    return {
      title: `Transcript of ${plainUserName(user)}`,
      section: '/transcripts',
      isLive: !page.hasNewer && data.part === undefined,
      content: html`<nav class="trail" aria-label="Breadcrumb"><a href="${alongTranscripts(request, '/transcripts', filterParameters(filter))}">Transcripts</a></nav>
<div class="transcript">
<aside class="card profile" aria-label="User">${profile(user, request)}
${exportLinks({ userId: user.userId, bot })}</aside>
<section class="card talk" aria-label="Conversation">
  <div class="talk-tools">
  ${matchSteps({ matches, current, addressOf: (place) => transcriptAddress(request, user.userId, place, query) })}
  ${dayJump(data, request)}
  </div>
  ${pager(data, request, 'older')}
  ${conversation(page.items, { request, terms: filter.terms, current })}
  ${pager(data, request, 'newer')}
  <span id="end"></span>
</section>
</div>`,
    }
  },
}

type Window = ReturnType<typeof readWindow>

/** Two bots may know users of the same id: what is shown belongs to one of them. */
function ownerOf(store: TrackerStore, window: Window): number | undefined {
  if (window.at !== 'around') return undefined
  const table = window.kind === 'message' ? 'messages' : 'events'
  const row = store.prepare(`SELECT user FROM ${table} WHERE id = ?`).get(window.id)
  return (row as { readonly user: number } | undefined)?.user
}

/** After the last item there is nothing to show but the end. */
function readPage(store: TrackerStore, user: number, window: Window): ConversationPage {
  const page = readConversation(store, user, window)
  return page.items.length > 0 ? page : readConversation(store, user, { at: 'end' })
}

/** Each figure leads to what it counts. */
function profile(user: User, request: PageRequest): Html {
  const { dates, now } = request
  const to = (parameters: Parameters) => along(request, userPath(user.userId), parameters)
  const figure = (label: string, value: Html | string, href: string) =>
    html`<div><dt>${label}</dt><dd><a href="${href}">${value}</a></dd></div>`
  const part = (label: string, name: UserPart, times: number, value = count(times)) =>
    times === 0
      ? html`<div><dt>${label}</dt><dd>${value}</dd></div>`
      : figure(label, value, to({ part: name }))
  return html`<h1>${userName(user)}</h1>
<dl class="facts">
  ${figure('First seen', dates.short(user.firstSeen, now), to({ after: BEGINNING }))}
  ${figure('Last seen', dates.short(user.lastSeen, now), `${to({})}#end`)}
  ${part('Messages in', 'incoming', user.incoming)}
  ${part('Messages out', 'outgoing', user.outgoing)}
  ${part('Sessions', 'sessions', user.sessions)}
  ${part('Events', 'events', user.events)}
  ${part('Revenue', 'revenue', user.revenue, money(user.revenue))}
</dl>`
}

const BEGINNING = writePosition({ kind: 'message', time: Number.MIN_SAFE_INTEGER, id: 0 })

/** Only where the conversation is longer than the page. */
function dayJump({ user, page, current, filter, part }: Transcript, request: PageRequest): Html {
  if (!page.hasOlder && !page.hasNewer) return html``
  const { zone } = request.dates
  const shown = current ?? page.items[0]
  return html`<form class="day-jump" action="${userPath(user.userId)}" aria-label="Go to a day">
  ${hiddenFields({ ...filterParameters(filter), part, ...request.thread })}
  <label>Day <input type="date" name="day" min="${isoDay(user.firstSeen, zone)}" max="${isoDay(user.lastSeen, zone)}" value="${shown && isoDay(shown.time, zone)}" required></label>
  <button class="button" type="submit">Go</button>
</form>`
}

function pager(data: Transcript, request: PageRequest, direction: 'older' | 'newer'): Html {
  const { user, page, filter, part } = data
  const to = (place: Parameters) =>
    along(request, userPath(user.userId), { ...filterParameters(filter), part, ...place })
  const first = page.items[0]
  const last = page.items.at(-1)
  if (direction === 'older') {
    if (!page.hasOlder || first === undefined) return html``
    return html`<p class="pager"><a class="button" rel="prev" href="${to({ before: writePosition(first) })}">Older messages</a>
<a class="button" href="${to({ after: BEGINNING })}">First messages</a>
<a class="button" href="#end">Jump to the end</a></p>`
  }
  if (!page.hasNewer || last === undefined) return html``
  return html`<p class="pager"><a class="button" rel="next" href="${to({ after: writePosition(last) })}">Newer messages</a>
<a class="button" href="${to({ part: undefined })}">Latest</a></p>`
}
