import type { Html } from '../html'
import { html } from '../html'
import { count } from '../numbers'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
/** Shades of a cell, from nothing to the most. */
const SHADES = 5

/** The shade of a cell whose value is this share (0 to 1) of the greatest one. */
export const shadeOf = (share: number): number => Math.ceil(Math.min(1, share) * SHADES)

/** Numbers by weekday and hour, from Monday's midnight on: a table whose cells are the darker the greater they are. */
export function weekHours(values: readonly number[]): Html {
  const most = Math.max(1, ...values)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Messages by weekday and hour"><table class="shaded shaded-hours"><caption class="hidden">Messages by weekday and hour</caption>
  <thead><tr><th scope="col"><span class="hidden">Weekday</span></th>${HOURS.map((hour) => html`<th scope="col">${hour}</th>`)}</tr></thead>
  <tbody>${DAYS.map(
    (day, row) =>
      html`<tr><th scope="row">${day}</th>${HOURS.map((hour) => {
        const value = values[row * 24 + hour] ?? 0
        return html`<td class="shade-${shadeOf(value / most)}">${count(value)}</td>`
      })}</tr>`,
  )}</tbody></table></div>`
}
