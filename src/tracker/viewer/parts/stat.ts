import type { Html } from '../html'
import { html } from '../html'
import { percent } from '../numbers'
import { sparkline, type Trend } from './sparkline'

export interface Stat {
  readonly label: string
  /** What exactly is counted, in a few words. */
  readonly note: string
  readonly value: string
  /** Where what is counted is shown. */
  readonly href?: string
  /** What is over of the span, and the same hours before it; undefined where there is nothing to compare with. */
  readonly now?: number | undefined
  readonly before?: number | undefined
  /** Over time. */
  readonly trend?: Trend
  /** true where more of it is worse. */
  readonly isBad?: boolean
}

/** One figure, with its change and its trend. */
export function stat({ label, note, value, href, now, before, trend, isBad = false }: Stat): Html {
  return html`<div class="stat">
  <dt>${href === undefined ? label : html`<a href="${href}">${label}</a>`}</dt>
  <dd><span class="stat-value">${value}</span>${changeMark(now, before, isBad)}</dd>
  <dd class="stat-note">${note}</dd>
  ${trend !== undefined && html`<dd class="stat-trend">${sparkline(trend)}</dd>`}
</div>`
}

/** A smaller share counts as unchanged. */
const LEAST_CHANGE = 0.005

/** How much a figure is above or below the one before. */
export function changeMark(now: number | undefined, before: number | undefined, isBad = false): Html {
  if (now === undefined || before === undefined) return html``
  if (now === before) return html`<span class="change">no change</span>`
  if (before === 0) return html``
  const share = now / before - 1
  if (Math.abs(share) < LEAST_CHANGE) return html`<span class="change">no change</span>`
  const isUp = share > 0
  const tone = isUp === isBad ? 'worse' : 'better'
  return html`<span class="change ${tone}"><span aria-hidden="true">${isUp ? '↑' : '↓'}</span><span class="hidden">${isUp ? 'up' : 'down'}</span> ${percent(Math.abs(share))}</span>`
}
