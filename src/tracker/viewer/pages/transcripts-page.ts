import { eventNames, intentNames } from '../../queries/names'
import type { UserCursor, UserPage } from '../../queries/users'
import { isCutShort, readUsers, USER_ORDERS } from '../../queries/users'
import type { SearchTerms } from '../../search/search-terms'
import { parseSearch } from '../../search/search-terms'
import type { Html } from '../html'
import { html } from '../html'
import type { Page } from '../page'
import { emptyState, nothingTracked } from '../parts/empty-state'
import { pageHead } from '../parts/page-head'
import type { SearchChoices, SearchValues } from '../parts/search-form'
import { eventValue, parseEventValue, searchForm } from '../parts/search-form'
import { userList } from '../parts/user-list'
import type { PageRequest } from '../request'
import { along, pairParameter, textParameter } from '../request'
import { chooseScope, type PageScope } from '../scope'

interface Transcripts extends PageScope {
  readonly values: SearchValues
  readonly terms: SearchTerms | undefined
  readonly choices: SearchChoices
  readonly after: UserCursor | undefined
  readonly page: UserPage
  readonly isCutShort: boolean
}

const EVER = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER }

export const transcriptsPage: Page<Transcripts> = {
  path: '/transcripts',

  load(store, request) {
    const { query, thread } = request
    const chosen = chooseScope(store, request)
    const { scope } = chosen
    const isSpanned = thread.span !== undefined || thread.from !== undefined || thread.to !== undefined
    const values: SearchValues = {
      text: textParameter(query, 'q'),
      user: textParameter(query, 'user'),
      intent: textParameter(query, 'intent'),
      event: parseEventValue(textParameter(query, 'event')),
      sort: USER_ORDERS.find((name) => name === query.get('sort') && name !== 'latest'),
    }
    const terms = values.text === undefined ? undefined : parseSearch(values.text)
    const [place, id] = pairParameter(query.get('after')) ?? []
    const after = place === undefined || id === undefined ? undefined : { place, id }
    const filter = {
      terms,
      idPrefix: values.user,
      intent: values.intent,
      event: values.event,
      scope: isSpanned ? scope : { ...EVER, bot: scope.bot },
    }
    return {
      ...chosen,
      values,
      terms,
      choices: { intents: intentNames(store), events: eventNames(store) },
      after,
      page: readUsers(store, filter, { after, order: values.sort }),
      isCutShort: terms !== undefined && isCutShort(store, terms),
    }
  },

  render(data, request) {
    return {
      title: 'Transcripts',
      section: '/transcripts',
      isLive: data.after === undefined,
      content: html`${pageHead('Transcripts', 'Every conversation, by user, the latest first.')}
${data.extent === undefined ? html`<div data-live="empty">${nothingTracked(request)}</div>` : results(data, request)}`,
    }
  },
}

function results(
  { values, terms, choices, after, page, isCutShort: isShort }: Transcripts,
  request: PageRequest,
): Html {
  const query = {
    q: values.text,
    user: values.user,
    intent: values.intent,
    event: values.event && eventValue(values.event),
    sort: values.sort,
  }
  return html`${searchForm(values, choices, request)}
${isShort && html`<p class="hint">These words are common: only their latest 20,000 messages were looked through. More words find older ones.</p>`}
${page.rows.length === 0 ? noMatch(terms, after !== undefined) : html`<div class="card">${userList(page.rows, request, { id: 'users', terms, filter: { ...query, sort: undefined } })}</div>`}
<nav class="pager" aria-label="More transcripts">
  ${after !== undefined && html`<a class="button" href="${along(request, '/transcripts', query)}">Latest</a>`}
  ${page.next !== undefined && html`<a class="button" rel="next" href="${along(request, '/transcripts', { ...query, after: `${page.next.place}-${page.next.id}` })}">Older</a>`}
</nav>`
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
