import type { Html } from '../html'
import { html } from '../html'

/** A share (0 to 1) as a bar, beside its number. */
export function bar(share: number): Html {
  const width = Math.round(Math.max(0, Math.min(1, share)) * 1_000) / 10
  return html`<svg class="share" aria-hidden="true"><rect class="share-rest" width="100%" height="100%"/><rect class="share-part" width="${width}%" height="100%"/></svg>`
}
