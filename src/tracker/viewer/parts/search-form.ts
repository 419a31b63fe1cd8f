import type { EventName } from '../../queries/names'
import { USER_ORDERS, type UserOrder } from '../../queries/user-order'
import type { Html } from '../html'
import { html } from '../html'
import type { PageRequest } from '../request'
import { along } from '../request'
import type { TranscriptFilter } from '../transcript-filter'
import { eventValue } from './event-value'
import { icon } from './icon'
import { hiddenFields } from './span-picker'

export interface SearchValues extends TranscriptFilter {
  /** What the users are sorted by; undefined for the latest first. */
  readonly sort: UserOrder | undefined
}

export interface SearchChoices {
  readonly intents: readonly string[]
  readonly events: readonly EventName[]
}

const ORDER_LABELS: Readonly<Record<UserOrder, string>> = {
  latest: 'Last seen',
  first: 'First seen',
  messages: 'Messages',
  sessions: 'Sessions',
  events: 'Events',
  revenue: 'Revenue',
}

/** Searches, filters and sorts the users. */
export function searchForm(
  values: SearchValues,
  { intents, events }: SearchChoices,
  request: PageRequest,
): Html {
  const { text, idPrefix, intent, event, sort = 'latest' } = values
  const chosenEvent = event === undefined ? undefined : eventValue(event)
  const isFiltered = [text, idPrefix, intent, event, values.sort].some((value) => value !== undefined)
  return html`<form class="search" action="/transcripts" role="search" aria-label="Transcripts">
  <label class="field field-wide"><span>Text</span><span class="with-icon">${icon('search')}<input type="search" name="q" value="${text}" placeholder="Words in a message" maxlength="500"></span></label>
  <label class="field"><span>User id</span><input type="search" name="user" value="${idPrefix}" placeholder="Begins with" maxlength="500"></label>
  <label class="field"><span>Intent</span><select name="intent">${options(intents, intent, 'Any intent')}</select></label>
  <label class="field"><span>Event</span><select name="event">${options(events.map(eventValue), chosenEvent, 'Any event')}</select></label>
  <label class="field"><span>Sorted by</span><select name="sort">${USER_ORDERS.map(
    (order) =>
      html`<option value="${order}" ${order === sort && html`selected`}>${ORDER_LABELS[order]}</option>`,
  )}</select></label>
  ${hiddenFields(request.thread)}
  <div class="search-actions"><button class="button" type="submit">Search</button>${isFiltered && html`<a href="${along(request, '/transcripts')}">Clear</a>`}</div>
</form>`
}

/** A choice that is not offered, because it was never seen, is kept all the same. */
function options(values: readonly string[], chosen: string | undefined, none: string): Html {
  const all = chosen === undefined || values.includes(chosen) ? values : [chosen, ...values]
  return html`<option value="">${none}</option>${all.map(
    (value) => html`<option value="${value}" ${value === chosen && html`selected`}>${value}</option>`,
  )}`
}
