import type { Phrase } from '../../queries/phrases'
import type { Html } from '../html'
import { html } from '../html'
import { count } from '../numbers'
import type { PageRequest } from '../request'
import { bar } from './bar'
import { transcriptAddress } from './user-list'
import { shortName } from './user-name'

/** Texts by how often they were written, each with its latest message. */
export function phraseList(phrases: readonly Phrase[], request: PageRequest): Html {
  if (phrases.length === 0) return html`<p class="nothing">None in this span of time.</p>`
  const most = phrases[0]?.count ?? 1
  return html`<ol class="ranking">${phrases.map(
    ({ text, count: times, id, userId }) =>
      html`<li><a href="${transcriptAddress(request, userId, { kind: 'message', id })}"><span class="name" dir="auto">${shortName(text)}</span>${bar(times / most)}<span class="number">${count(times)}</span></a></li>`,
  )}</ol>`
}
