import type { Mark } from '../../queries/marks'
import type { Buckets } from '../buckets'
import type { Dates } from '../dates'
import type { Html } from '../html'
import { html } from '../html'

export interface ChartSeries {
  readonly label: string
  /** Its colour in the chart. */
  readonly tone: 'accent' | 'warm' | 'cool' | 'bad'
  readonly values: readonly number[]
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

/** The numbers over time: a table that the browser's script draws as a chart. */
export function chart(
  { id, title, kind, unit, series }: Chart,
  { spans, unit: step, isOpen }: Buckets,
  dates: Dates,
  marks: readonly Mark[] = [],
): Html {
  return html`<section class="card chart" aria-labelledby="${id}-title">
  <header><h2 id="${id}-title">${title}</h2>
    <ul class="legend" aria-hidden="true">${series.map(
      ({ label, tone }) => html`<li class="tone-${tone}"><span>${label}</span> <output></output></li>`,
    )}</ul></header>
  <div class="plot" data-plot="${id}" hidden></div>
  <details class="numbers" open>
    <summary>Numbers</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Table: ${title}">
    <table id="${id}" data-chart="${kind}" data-unit="${unit}" data-step="${step}" data-marks="${JSON.stringify(marks.map(({ time }) => time))}" ${isOpen && html`data-open`}>
      <thead><tr><th scope="col">Time</th>${series.map(({ label }) => html`<th scope="col" class="number">${label}</th>`)}</tr></thead>
      <tbody data-live="${id}">${spans.map(
        ({ from }, row) =>
          html`<tr data-key="${from}"><th scope="row" data-value="${from}">${dates.bucket(from, step)}${isOpen && row === spans.length - 1 && ', so far'}</th>${series.map(
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
