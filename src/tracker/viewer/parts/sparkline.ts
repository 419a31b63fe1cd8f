import type { Html } from '../html'
import { html } from '../html'
import { shortDecimal } from '../numbers'

const WIDTH = 100
const HEIGHT = 28
const MARGIN = 2

/** Values over time. */
export interface Trend {
  readonly values: readonly number[]
  /** true where the last one is that of a time that is not over yet. */
  readonly isOpen: boolean
  /** Writes a value. @default a number with at most one decimal */
  readonly format?: (value: number) => string
}

/** A trend without axes, with a text for who does not see it. Empty for fewer than two values. */
export function sparkline(trend: Trend): Html {
  const { values, isOpen } = trend
  const points = sparklinePoints(values)
  if (points.length < 2) return html``
  const over = isOpen ? points.slice(0, -1) : points
  return html`<svg class="sparkline" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${describe(trend)}">
  <polygon points="0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}"/><polyline points="${over.join(' ')}"/>${
    isOpen && html`<polyline class="open" points="${points.slice(-2).join(' ')}"/>`
  }
</svg>`
}

function describe({ values, isOpen, format = shortDecimal }: Trend): string {
  const [first, last] = [values[0] ?? 0, values.at(-1) ?? 0].map(format)
  const [least, most] = [Math.min(...values), Math.max(...values)].map(format)
  return `Trend: from ${first} to ${last}${isOpen ? ' so far' : ''}, between ${least} and ${most}`
}

/** The corners of the line: from 0 at the bottom to the greatest value at the top. */
export function sparklinePoints(values: readonly number[]): readonly string[] {
  const top = Math.max(...values)
  return values.map((value, index) => {
    const x = values.length < 2 ? 0 : (index / (values.length - 1)) * WIDTH
    const share = top <= 0 ? 0 : Math.max(0, value) / top
    return `${round(x)},${round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN))}`
  })
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
