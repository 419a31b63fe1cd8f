import type { Html } from '../html'
import { html } from '../html'

/** A page's heading, with a line below it and controls beside it. */
export function pageHead(title: string, about: Html | string, controls?: Html): Html {
  return html`<div class="page-head">
  <div><h1>${title}</h1><p>${about}</p></div>
  ${controls}
</div>`
}
