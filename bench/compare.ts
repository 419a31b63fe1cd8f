import { round } from './figures'
import { toTable } from './print'
import type { Report } from './report'
import type { SuiteResult } from './run-bounded'

interface Figure {
  readonly name: string
  readonly value: number
  readonly noise: number | undefined
}

/** Each figure of this run beside that of an earlier one, with the noise of both. */
export function compare(before: Report, results: readonly SuiteResult[]): string {
  const earlier = new Map(figuresOf(before.suites).map((figure) => [figure.name, figure]))
  const rows = figuresOf(results).flatMap((now) => {
    const then = earlier.get(now.name)
    return then === undefined ? [] : [[now.name, shown(then), shown(now), change(then, now)]]
  })
  return `\nBeside ${before.measuredAt}, ${before.machine.cpu}, Node ${before.versions.node}\n${toTable(
    ['figure', 'before', 'now', 'change'],
    rows,
  )}`
}

function figuresOf(suites: readonly SuiteResult[]): readonly Figure[] {
  return suites
    .flatMap(({ name, tables, verdicts }) => [
      ...verdicts.map(({ what, value, noise }) => ({ name: `${name}: ${what}`, value, noise })),
      ...tables.flatMap(({ head, rows }) =>
        rows.flatMap(([label, ...cells]) =>
          cells.map((cell, index) => ({
            name: `${name}: ${head[0]}, ${label}, ${head[index + 1]}`,
            value: cell === '' ? Number.NaN : Number(cell),
            noise: undefined,
          })),
        ),
      ),
    ])
    .filter(({ value }) => Number.isFinite(value))
}

const shown = ({ value, noise }: Figure): string =>
  noise === undefined ? `${round(value)}` : `${round(value)} ± ${Math.round(noise * 100)} %`

function change(then: Figure, now: Figure): string {
  const share = now.value / then.value - 1
  const isNoise = Math.abs(share) <= (then.noise ?? 0) + (now.noise ?? 0)
  return `${share < 0 ? '' : '+'}${Math.round(share * 100)} %${isNoise ? ', within the noise' : ''}`
}
