import { eventNames, intentNames } from '../../queries/names'
import { USER_ORDERS, type UserOrder } from '../../queries/user-order'
import type { UserCursor, UserPage } from '../../queries/users'
import { isCutShort, readUsers } from '../../queries/users'
import type { SearchTerms } from '../../search/search-terms'
import { type ChosenSpan, chooseSpan } from '../chosen-span'
import type { Html } from '../html'
import { html } from '../html'
import type { Page } from '../page'
import { emptyState, nothingTracked } from '../parts/empty-state'
import { exportLinks } from '../parts/export-links'
import { pageHead } from '../parts/page-head'
import type { SearchChoices, SearchValues } from '../parts/search-form'
import { searchForm } from '../parts/search-form'
import { spanPicker } from '../parts/span-picker'
import { userList } from '../parts/user-list'
import type { PageRequest } from '../request'
import { along } from '../request'
import { chooseScope, type PageScope } from '../scope'
import { filterParameters, readTranscriptFilter } from '../transcript-filter'

interface Transcripts extends PageScope {
  readonly values: SearchValues
  readonly choices: SearchChoices
  readonly after: UserCursor | undefined
  readonly page: UserPage
  readonly isCutShort: boolean
}

export const transcriptsPage: Page<Transcripts> = {
  path: '/transcripts',

  load(store, request) {
    const { query } = request
    const chosen = chooseScope(store, request)
    const filter = readTranscriptFilter(request, chosen)
    const sort = USER_ORDERS.find((name) => name === query.get('sort') && name !== 'latest')
    const after = readCursor(query.get('after'))
    return {
      ...chosen,
      span: filter.span === undefined ? allTime(request, chosen) : chosen.span,
      values: { ...filter, sort },
      choices: { intents: intentNames(store), events: eventNames(store) },
      after,
      page: readUsers(store, filter, { after, order: sort }),
      isCutShort: filter.terms !== undefined && isCutShort(store, filter.terms),
    }
  },

  render(data, request) {
    return {
      title: 'Transcripts',
      section: '/transcripts',
      isLive: data.after === undefined,
      content: html`${pageHead('Transcripts', aboutText(data.values), spanPicker(request, data, { ...filterParameters(data.values), sort: data.values.sort }))}
${data.extent === undefined ? nothingTracked(request) : results(data, request)}`,
    }
  },
}

const ABOUT: Readonly<Record<UserOrder, string>> = {
  latest: 'the latest first',
  first: 'the newest users first',
  messages: 'those with most messages first',
  sessions: 'those with most sessions first',
  events: 'those with most events first',
  revenue: 'those with most revenue first',
}

/** What the page shows until a span is chosen. */
function allTime({ dates, now }: PageRequest, { extent }: PageScope): ChosenSpan {
  return chooseSpan(new URLSearchParams({ span: 'all' }), { zone: dates.zone, now, extent })
}

function aboutText({ terms, span, sort = 'latest' }: SearchValues): string {
  const which = span === undefined ? 'Every conversation' : 'The conversations of these days'
  return `${which}, by user, ${ABOUT[terms === undefined ? sort : 'latest']}.`
}

/** The place may be an amount: negative, and with a fraction. */
function readCursor(value: string | null): UserCursor | undefined {
  const [, place, id] = /^(-?[\d.]{1,25}(?:e\+?\d{1,3})?)-(\d{1,15})$/.exec(value ?? '') ?? []
  return Number.isFinite(Number(place)) ? { place: Number(place), id: Number(id) } : undefined
}

function results(data: Transcripts, request: PageRequest): Html {
  const { values, choices, after, page, isCutShort: isShort } = data
  const { terms, sort, intent, span } = values
  const filter = filterParameters(values)
  const query = { ...filter, sort }
  return html`${searchForm(values, choices, request)}
${isShort && html`<p class="hint">These words are common: only their latest 20,000 messages were looked through. More words find older ones.</p>`}
${page.rows.length === 0 ? noMatch(terms, after !== undefined) : html`<div class="card">${userList(page.rows, request, { terms, filter, counted: terms === undefined && span !== undefined ? sort : undefined })}</div>`}
<nav class="pager" aria-label="More transcripts">
  ${after !== undefined && html`<a class="button" href="${along(request, '/transcripts', query)}">Latest</a>`}
  ${page.next !== undefined && html`<a class="button" rel="next" href="${along(request, '/transcripts', { ...query, after: `${page.next.place}-${page.next.id}` })}">Older</a>`}
</nav>
${exportLinks({ span, bot: data.bot, ...(intent !== undefined && { intent }) })}`
}

function noMatch(terms: SearchTerms | undefined, isLaterPage: boolean): Html {
  if (isLaterPage) return emptyState({ title: 'That was all', text: 'There are no older conversations.' })
  if (terms?.length === 0) {
    return emptyState({
      title: 'Nothing to search for',
      text: 'Type letters, digits or an emoji.',
    })
  }
  return emptyState({
    title: 'No conversation matches',
    text: 'All the words have to be in one message, and every filter has to hold for the user. Clear one and search again.',
  })
}
