import type { Html } from '../html'
import { html } from '../html'

const WIDTH = 100
const HEIGHT = 28
const MARGIN = 2

/** A trend without axes; what it shows stands in numbers elsewhere. Empty for fewer than two values. */
export function sparkline(values: readonly number[]): Html {
  const points = sparklinePoints(values)
  if (points === '') return html``
  return html`<svg class="sparkline" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
  <polygon points="0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}"/><polyline points="${points}"/>
</svg>`
}

/** The corners of the line: from 0 at the bottom to the greatest value at the top. */
export function sparklinePoints(values: readonly number[]): string {
  if (values.length < 2) return ''
  const top = Math.max(...values)
  return values
    .map((value, index) => {
      const x = (index / (values.length - 1)) * WIDTH
      const share = top <= 0 ? 0 : Math.max(0, value) / top
      return `${round(x)},${round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN))}`
    })
    .join(' ')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
