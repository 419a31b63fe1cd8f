import type { Dates } from '../dates'
import type { Html } from '../html'
import { html } from '../html'
import type { PageScope } from '../scope'

export interface ChartSeries {
  readonly label: string
  /** Its colour in the chart. */
  readonly tone: 'accent' | 'warm' | 'cool' | 'bad'
  readonly values: readonly number[]
  /** The same hours before the span; undefined where there is nothing to compare with. */
  readonly before?: readonly number[] | undefined
  /** Writes a value in the table. */
  readonly format: (value: number) => string
}

export interface Chart {
  /** Unique on the page. */
  readonly id: string
  readonly title: string
  readonly kind: 'lines' | 'bars'
  /** What the axis shows. */
  readonly unit: 'count' | 'money' | 'percent'
  readonly series: readonly ChartSeries[]
}

/** A column of the table, and a line of the chart. */
interface Column extends ChartSeries {
  /** true for the earlier values of a series, which are drawn as a dashed line. */
  readonly isBefore: boolean
}

/** The numbers over time, those before beside them: a table that the browser's script draws as a chart. */
export function chart(
  { id, title, kind, unit, series }: Chart,
  { buckets, marks, compared }: Pick<PageScope, 'buckets' | 'marks' | 'compared'>,
  dates: Dates,
): Html {
  const { spans, unit: step, isOpen } = buckets
  const columns = [...series.map((one) => ({ ...one, isBefore: false })), ...earlier(series)]
  const label = (column: Column) =>
    column.isBefore ? `${column.label}, ${compared?.label} before` : column.label
  return html`<section class="card chart" aria-labelledby="${id}-title">
  <header><h2 id="${id}-title">${title}</h2>
    <ul class="legend" aria-hidden="true">${columns.map((column, index) => legendEntry(column, { kind, isFirst: index === series.length, ago: compared?.label }))}</ul></header>
  <div class="plot" data-plot="${id}" hidden></div>
  <details class="numbers" open>
    <summary>Numbers</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Table: ${title}">
    <table id="${id}" data-chart="${kind}" data-unit="${unit}" data-step="${step}" data-marks="${JSON.stringify(marks.map(({ time }) => time))}" ${isOpen && html`data-open`}><caption class="hidden">${title}</caption>
      <thead><tr><th scope="col">Time</th>${columns.map((column) => html`<th scope="col" class="number">${label(column)}</th>`)}</tr></thead>
      <tbody>${spans.map(
        ({ from }, row) =>
          html`<tr data-key="${from}"><th scope="row" data-value="${from}">${dates.bucket(from, step)}${isOpen && row === spans.length - 1 && ', so far'}</th>${columns.map(
            ({ values, format }) => {
              const value = values[row] ?? 0
              return html`<td class="number" data-value="${value}">${format(value)}</td>`
            },
          )}</tr>`,
      )}</tbody>
    </table>
    </div>
  </details>
</section>`
}

function earlier(series: readonly ChartSeries[]): readonly Column[] {
  return series.flatMap(({ before, ...one }) =>
    before === undefined ? [] : [{ ...one, values: before, isBefore: true }],
  )
}

interface LegendOptions extends Pick<Chart, 'kind'> {
  /** true for the first of the earlier lines, whose entry stands for all of them. */
  readonly isFirst: boolean
  readonly ago: string | undefined
}

/** An earlier line across bars has a colour of its own. */
function legendEntry({ label, tone, isBefore }: Column, { kind, isFirst, ago }: LegendOptions): Html {
  if (!isBefore) return html`<li class="tone-${tone}"><span>${label}</span> <output></output></li>`
  return html`<li class="tone-${kind === 'bars' ? 'ink' : tone} legend-before" data-before ${!isFirst && html`hidden`}><span>${ago} before</span> <output></output></li>`
}
