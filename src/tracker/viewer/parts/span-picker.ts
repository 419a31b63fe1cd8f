import type { ChosenSpan } from '../chosen-span'
import { PRESETS } from '../chosen-span'
import type { Html } from '../html'
import { html } from '../html'
import type { PageRequest } from '../request'

const SHORT = { '24h': '24 h', '7d': '7 days', '30d': '30 days', '90d': '90 days', all: 'All' } as const

/** A name and value of a query. */
export type Parameter = readonly [name: string, value: string]

/** Chooses the page's span of time; `keep` are the other parameters of its query. */
export function spanPicker({ path }: PageRequest, span: ChosenSpan, keep: readonly Parameter[] = []): Html {
  const presets = Object.keys(PRESETS) as (keyof typeof PRESETS)[]
  return html`<div class="span-picker">
  <nav aria-label="Span of time"><ul class="segments">${presets.map(
    (preset) => html`<li><a href="${withParameters(path, keep, preset)}" title="${PRESETS[preset]}"
      ${preset === span.preset && html`aria-current="true"`}>${SHORT[preset]}</a></li>`,
  )}</ul></nav>
  <form class="days" action="${path}" aria-label="Other days">
    ${keep.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
    <input type="hidden" name="span" value="custom">
    <input type="date" name="from" value="${span.firstDay}" aria-label="First day" required>
    <span aria-hidden="true">–</span>
    <input type="date" name="to" value="${span.lastDay}" aria-label="Last day" required>
    <button type="submit">Show</button>
  </form>
</div>`
}

function withParameters(path: string, keep: readonly Parameter[], span: string): string {
  const query = new URLSearchParams()
  for (const [name, value] of keep) query.append(name, value)
  query.append('span', span)
  return `${path}?${query}`
}
