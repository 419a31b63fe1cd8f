import type { Html } from '../html'
import { html } from '../html'

/** Leads to what was received; the browser's script shows it in place. */
export function payloadLink(kind: 'messages' | 'events', id: number): Html {
  return html`<a class="raw" href="/payloads/${kind}/${id}" data-payload>Raw<span class="hidden"> payload</span></a>`
}
