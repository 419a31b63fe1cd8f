import type { Cohort } from '../../queries/cohorts'
import type { TimeSpan } from '../../queries/span'
import { COHORT_PERIODS, type CohortUnit } from '../cohort-periods'
import type { Html } from '../html'
import { html } from '../html'
import { count, percent, plural } from '../numbers'
import type { PageRequest } from '../request'
import { along } from '../request'
import { shadeOf } from './week-hours'

export interface CohortTable {
  readonly unit: CohortUnit
  readonly periods: readonly TimeSpan[]
  /** One for each period. */
  readonly cohorts: readonly Cohort[]
}

const LABELS: Readonly<Record<CohortUnit, string>> = { day: 'Day', week: 'Week', month: 'Month' }

/** Which share of the users who were new in a period wrote again in each later one. */
export function cohortTable(table: CohortTable, request: PageRequest): Html {
  const { unit, periods, cohorts } = table
  const { dates, now } = request
  const ages = periods.slice(1).map((_, index) => index + 1)
  const cells = (cohort: number) =>
    ages.map((age) => {
      const period = periods[cohort + age]
      const { users = 0, active = [] } = cohorts[cohort] ?? {}
      if (period === undefined || period.from >= now || users === 0) return html`<td></td>`
      const back = active[age] ?? 0
      const isOpen = period.to > now
      const title = `${count(back)} of ${plural(users, 'user')} wrote again on ${dates.bucket(period.from, unit)}${isOpen ? ', so far' : ''}`
      return html`<td class="shade-${shadeOf(back / users)} ${isOpen && html`open`}" title="${title}">${percent(back / users)}</td>`
    })
  return html`<section class="card" aria-labelledby="retention"><header><h2 id="retention">Retention</h2><p>${about(unit)}</p></header>
${unitPicker(unit, request)}
<div class="scroll" tabindex="0" role="region" aria-label="Retention by ${unit}"><table class="shaded"><caption class="hidden">Retention by ${unit}</caption>
  <thead><tr><th scope="col" class="first">New users of</th><th scope="col">Users</th>${ages.map((age) => html`<th scope="col">${LABELS[unit]} ${age}</th>`)}</tr></thead>
  <tbody>${cohorts.map(
    ({ users }, cohort) =>
      html`<tr><th scope="row" class="first">${dates.bucket(periods[cohort]?.from ?? 0, unit)}</th><td>${count(users)}</td>${cells(cohort)}</tr>`,
  )}</tbody>
  <tfoot><tr><th scope="row" class="first">All</th><td>${count(cohorts.reduce((sum, { users }) => sum + users, 0))}</td>${ages.map((age) => overall(table, age, now))}</tr></tfoot>
</table></div>
<p class="hint">In italics: not over yet, and not part of the last line.</p></section>`
}

function about(unit: CohortUnit): string {
  return `The share of new users who wrote again so many ${unit}s later; up to ${COHORT_PERIODS[unit]} ${unit}s back`
}

/** Over the cohorts for which this age is over. */
function overall({ periods, cohorts }: CohortTable, age: number, now: number): Html {
  let [users, back] = [0, 0]
  for (const [index, cohort] of cohorts.entries()) {
    const period = periods[index + age]
    if (period === undefined || period.to > now) continue
    users += cohort.users
    back += cohort.active[age] ?? 0
  }
  if (users === 0) return html`<td class="quiet">–</td>`
  return html`<td title="${count(back)} of ${plural(users, 'user')}">${percent(back / users)}</td>`
}

function unitPicker(chosen: CohortUnit, request: PageRequest): Html {
  const units = Object.keys(LABELS) as CohortUnit[]
  return html`<nav class="filters" aria-label="Retention by"><ul class="segments">${units.map(
    (unit) =>
      html`<li><a href="${along(request, '/engagement', { cohort: unit })}#retention" ${unit === chosen && html`aria-current="true"`}>${LABELS[unit]}s</a></li>`,
  )}</ul></nav>`
}
