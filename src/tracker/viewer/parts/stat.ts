import type { Html } from '../html'
import { html } from '../html'
import { percent } from '../numbers'
import { sparkline, type Trend } from './sparkline'

export interface Stat {
  readonly label: string
  /** What exactly is counted. */
  readonly title: string
  readonly value: string
  readonly now: number
  /** The same over the span before; undefined where there is none to compare with. */
  readonly before: number | undefined
  /** Over time. */
  readonly trend: Trend
  /** true where more of it is no good news. */
  readonly isBad?: boolean
}

/** One figure, with its change and its trend. */
export function stat({ label, title, value, now, before, trend, isBad = false }: Stat): Html {
  return html`<div class="stat" title="${title}">
  <dt>${label}</dt>
  <dd><span class="stat-value">${value}</span>${change(now, before, isBad)}</dd>
  <dd class="stat-trend">${sparkline(trend)}</dd>
</div>`
}

/** Below this share a change is none. */
const LEAST_CHANGE = 0.005

function change(now: number, before: number | undefined, isBad: boolean): Html {
  if (before === undefined || before === 0) return html``
  const share = now / before - 1
  if (Math.abs(share) < LEAST_CHANGE) return html`<span class="change">no change</span>`
  const isUp = share > 0
  const mood = isUp === isBad ? 'worse' : 'better'
  return html`<span class="change ${mood}"><span aria-hidden="true">${isUp ? '↑' : '↓'}</span><span class="hidden">${isUp ? 'up' : 'down'}</span> ${percent(Math.abs(share))}</span>`
}
