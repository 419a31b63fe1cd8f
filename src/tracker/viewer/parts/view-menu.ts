import type { SavedView } from '../../queries/views'
import type { Html } from '../html'
import { html } from '../html'
import type { PageRequest } from '../request'
import { icon } from './icon'

/** The views that were named, and a form that names this one. */
export function viewMenu(views: readonly SavedView[], request: PageRequest): Html {
  const here = request.path + (request.query.size === 0 ? '' : `?${request.query}`)
  return html`<details class="views">
  <summary class="icon-button" title="Saved views">${icon('views')}<span class="hidden">Saved views</span></summary>
  <div class="card">
    ${views.length === 0 ? html`<p class="quiet">No view was saved yet.</p>` : html`<ul>${views.map((view) => entry(view, here))}</ul>`}
    <form action="/views" method="post" aria-label="Save this view">
      <input type="hidden" name="address" value="${here}">
      <label class="field"><span>Name of this view</span><input name="name" maxlength="80" required autocomplete="off"></label>
      <button class="button" type="submit">Save</button>
    </form>
  </div>
</details>`
}

function entry({ name, address }: SavedView, here: string): Html {
  const path = `/views/${encodeURIComponent(name)}`
  return html`<li><a href="${path}" ${address === here && html`aria-current="page"`}>${name}</a>
  <form action="${path}/removal" method="post"><input type="hidden" name="address" value="${here}"><button class="plain" type="submit">Remove<span class="hidden"> ${name}</span></button></form></li>`
}
