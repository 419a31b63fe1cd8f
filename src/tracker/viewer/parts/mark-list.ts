import type { Mark } from '../../queries/marks'
import type { Dates } from '../dates'
import type { Html } from '../html'
import { html } from '../html'

/** What the marks in the charts stand for; empty without marks. */
export function markList(marks: readonly Mark[], dates: Dates): Html {
  if (marks.length === 0) return html``
  return html`<section class="card" aria-labelledby="marks"><header><h2 id="marks">Marks in the charts</h2></header>
<ul class="marks">${marks.map(({ time, text }) => html`<li><time>${dates.full(time)}</time> ${text}</li>`)}</ul></section>`
}
