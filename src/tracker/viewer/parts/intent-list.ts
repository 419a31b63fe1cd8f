import { NOT_HANDLED } from '../../../wire/not-handled'
import type { Html } from '../html'
import { html } from '../html'
import type { IntentList } from '../intent-rows'
import { count, percent, plural } from '../numbers'
import type { PageRequest, Parameters } from '../request'
import { along } from '../request'
import { bar } from './bar'
import { icon } from './icon'
import { hiddenFields } from './span-picker'
import { sparkline } from './sparkline'
import { changeMark } from './stat'

/** The intents with their figures, searched by name, page by page. */
export function intentList(list: IntentList, request: PageRequest): Html {
  const { find, found, known, pages } = list
  const isSearchable = pages > 1 || find !== undefined
  return html`${isSearchable && searchField(list, request)}
${
  found === 0
    ? html`<p class="hint">None of ${plural(known, 'intent')} has “${find}” in its name.</p>`
    : table(list, request)
}
${pages > 1 && pager(list, request)}`
}

function searchField({ find }: IntentList, request: PageRequest): Html {
  return html`<form class="search" action="/intents" role="search" aria-label="Intents">
  <label class="field field-wide"><span>Name</span><span class="with-icon">${icon('search')}<input type="search" name="find" value="${find}" placeholder="A part of the intent’s name" maxlength="500"></span></label>
  ${hiddenFields(request.thread)}
  <div class="search-actions"><button class="button" type="submit">Search</button>${find !== undefined && html`<a href="${along(request, '/intents')}">Clear</a>`}</div>
</form>`
}

function table({ rows, total, most }: IntentList, request: PageRequest): Html {
  const isCompared = rows.some(({ before }) => before !== undefined)
  return html`<div class="card"><div class="scroll" tabindex="0" role="region" aria-label="Intents"><table class="ranked"><caption class="hidden">Intents</caption>
  <thead><tr><th scope="col">Intent</th><th scope="col" class="number">Messages</th>${isCompared && html`<th scope="col" class="number roomy">Change</th>`}<th scope="col" class="number roomy">In</th><th scope="col" class="number roomy">Out</th><th scope="col" class="number">Share</th><th scope="col" class="wide roomy"><span class="hidden">Beside the most frequent one</span></th><th scope="col">Trend</th></tr></thead>
  <tbody>${rows.map(
    ({ name, count: times, incoming, outgoing, trend, now, before }) => html`<tr data-key="${name}">
    <th scope="row"><a href="${along(request, '/intents', { intent: name })}">${name}</a></th>
    <td class="number">${count(times)}</td>${isCompared && html`<td class="number roomy">${changeMark(now, before, name === NOT_HANDLED)}</td>`}<td class="number quiet roomy">${count(incoming)}</td><td class="number quiet roomy">${count(outgoing)}</td>
    <td class="number">${percent(times / total)}</td><td class="wide roomy">${bar(times / most)}</td><td class="trend">${sparkline(trend)}</td></tr>`,
  )}</tbody>
</table></div></div>`
}

function pager({ find, page, pages }: IntentList, request: PageRequest): Html {
  const to = (parameters: Parameters) => along(request, '/intents', { find, ...parameters })
  return html`<nav class="pager" aria-label="More intents">
  ${page > 1 && html`<a class="button" rel="prev" href="${to({ page: page === 2 ? undefined : String(page - 1) })}">More frequent</a>`}
  <span>Page ${count(page)} of ${count(pages)}</span>
  ${page < pages && html`<a class="button" rel="next" href="${to({ page: String(page + 1) })}">Less frequent</a>`}
</nav>`
}
