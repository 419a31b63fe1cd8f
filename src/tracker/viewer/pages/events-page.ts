import type { EventTotal, ShownEvent } from '../../queries/events'
import { finiteSum, readEventTotalsOf, readRecentEvents } from '../../queries/events'
import type { Html } from '../html'
import { html } from '../html'
import { count, money, plural } from '../numbers'
import type { Page } from '../page'
import type { Chart } from '../parts/chart'
import { chart } from '../parts/chart'
import { emptyState, nothingTracked } from '../parts/empty-state'
import { exportLinks } from '../parts/export-links'
import { markList } from '../parts/mark-list'
import { pageHead } from '../parts/page-head'
import { payloadLink } from '../parts/payload-link'
import { spanPicker } from '../parts/span-picker'
import { sparkline, type Trend } from '../parts/sparkline'
import { changeMark } from '../parts/stat'
import { userName } from '../parts/user-name'
import type { PageRequest } from '../request'
import { along, alongTranscripts, pairParameter, textParameter } from '../request'
import { chooseScope, type PageScope } from '../scope'
import { userPath } from '../user-path'

interface EventRow extends EventTotal {
  readonly trend: Trend
  /** What is over of the span, and the same hours before it; undefined where there is nothing to compare with. */
  readonly now: number | undefined
  readonly before: number | undefined
}

interface Events extends PageScope {
  readonly type: string | undefined
  readonly name: string | undefined
  /** Of every type. */
  readonly sums: readonly EventRow[]
  readonly trend: readonly (readonly EventTotal[])[]
  /** The same hours before, for each of them. */
  readonly earlier: readonly (readonly EventTotal[])[] | undefined
  readonly recent: readonly ShownEvent[]
  readonly hasOlder: boolean
  readonly isLatest: boolean
}

const PAGE_SIZE = 25

export const eventsPage: Page<Events> = {
  path: '/events',

  load(store, request) {
    const { query } = request
    const chosen = chooseScope(store, request)
    const { scope, buckets, compared } = chosen
    const earlier = compared?.buckets ?? []
    const wanted = [...buckets.spans, ...earlier, ...(compared ? [compared.now, compared.before] : [])]
    const totals = readEventTotalsOf(store, wanted, scope.bot)
    const trend = totals.slice(0, buckets.spans.length)
    const [now, before] = totals.slice(trend.length + earlier.length)
    const type = textParameter(query, 'type')
    const name = textParameter(query, 'name')
    const [time, id] = pairParameter(query.get('before')) ?? []
    const older = time === undefined || id === undefined ? undefined : { time, id }
    const recent = readRecentEvents(store, scope, { type, name, before: older }, PAGE_SIZE + 1)
    return {
      ...chosen,
      type,
      name,
      sums: sumUp(trend, buckets.isOpen, now && before && { now, before }),
      trend,
      earlier: compared && totals.slice(trend.length, trend.length + earlier.length),
      recent: recent.slice(0, PAGE_SIZE),
      hasOlder: recent.length > PAGE_SIZE,
      isLatest: older === undefined,
    }
  },

  render(data, request) {
    const { type, name, sums, isLatest } = data
    const isEmpty = data.extent === undefined
    const shown = isEmpty || sums.length > 0
    return {
      title: 'Events',
      section: '/events',
      isLive: isLatest,
      hasCharts: !isEmpty,
      content: html`${pageHead('Events', aboutText(data, request), spanPicker(request, data, { type, name }))}
${isEmpty && html`<div>${nothingTracked(request)}</div>`}
${!shown && html`<div>${noEvents()}</div>`}
${sums.length > 0 && content(data, request)}`,
    }
  },
}

function aboutText({ span, sums }: Events, { dates }: PageRequest): string {
  const total = sums.reduce((sum, event) => sum + event.count, 0)
  return `${plural(total, 'event')} from ${dates.date(span.from)} to ${dates.date(span.to - 1)}`
}

function sumUp(
  trend: readonly (readonly EventTotal[])[],
  isOpen: boolean,
  compared: Readonly<Record<'now' | 'before', readonly EventTotal[]>> | undefined,
): readonly EventRow[] {
  const find = (totals: readonly EventTotal[] | undefined, { type, name }: EventTotal) =>
    totals && (totals.find((event) => event.type === type && event.name === name)?.count ?? 0)
  const sums = new Map<string, EventTotal & { count: number; amount: number; values: number[] }>()
  trend.forEach((totals, index) => {
    for (const event of totals) {
      const key = `${event.type}/${event.name}`
      const sum = sums.get(key) ?? { ...event, count: 0, amount: 0, values: trend.map(() => 0) }
      sum.count += event.count
      sum.amount = finiteSum(sum.amount + event.amount)
      sum.values[index] = event.count
      sums.set(key, sum)
    }
  })
  return [...sums.values()]
    .map(({ values, ...sum }) => ({
      ...{ ...sum, trend: { values, isOpen } },
      ...{ now: find(compared?.now, sum), before: find(compared?.before, sum) },
    }))
    .sort((a, b) => b.count - a.count)
}

function noEvents(): Html {
  return emptyState({
    title: 'No events in this span of time',
    text: 'Choose a longer one, or report what the bot achieves.',
    snippets: [
      {
        label: 'In the bot',
        code: `@TrackEvent({ type: 'revenueEvent', name: 'subscription', amount: 9.5 })
async onSubscribe(context: TurnContext) { … }`,
      },
    ],
  })
}

function content(data: Events, request: PageRequest): Html {
  const { sums, type, name } = data
  const chosen = sums.filter((sum) => matches(sum, data))
  const isCompared = data.compared !== undefined
  const revenue = finiteSum(
    sums.filter((sum) => sum.type === 'revenueEvent').reduce((sum, { amount }) => sum + amount, 0),
  )
  const types = [...new Set(sums.map((sum) => sum.type))]
  return html`<nav class="filters" aria-label="Types of events"><ul class="segments">
  <li><a href="${along(request, '/events')}" ${type === undefined && html`aria-current="true"`}>All</a></li>
  ${types.map(
    (entry) =>
      html`<li><a href="${along(request, '/events', { type: entry })}" ${entry === type && html`aria-current="true"`}>${entry}</a></li>`,
  )}</ul>${
    name !== undefined &&
    html`<a class="chip" href="${along(request, '/events', { type })}">${name}<span aria-hidden="true"> ×</span><span class="hidden"> (remove this filter)</span></a>`
  }</nav>
${charts(data, request)}
<div class="card"><div class="scroll" tabindex="0" role="region" aria-label="Events by type and name"><table class="ranked"><caption class="hidden">Events by type and name</caption>
  <thead><tr><th scope="col">Event</th><th scope="col" class="roomy">Type</th><th scope="col" class="number">Count</th>${isCompared && html`<th scope="col" class="number roomy">Change</th>`}<th scope="col" class="number">Revenue</th><th scope="col">Trend</th></tr></thead>
  <tbody>${chosen.map(
    (
      sum,
    ) => html`<tr><th scope="row"><a href="${along(request, '/events', { type: sum.type, name: sum.name })}">${sum.name}</a></th>
    <td class="quiet roomy">${sum.type}</td><td class="number">${count(sum.count)}</td>${isCompared && html`<td class="number roomy">${changeMark(sum.now, sum.before)}</td>`}<td class="number">${sum.type === 'revenueEvent' ? money(sum.amount) : html`<span class="quiet">–</span>`}</td><td class="trend">${sparkline(sum.trend)}</td></tr>`,
  )}</tbody>
  <tfoot><tr><th scope="row">All types</th><td class="roomy"></td><td class="number">${count(sums.reduce((sum, event) => sum + event.count, 0))}</td>${isCompared && html`<td class="roomy"></td>`}<td class="number">${money(revenue)}</td><td></td></tr></tfoot>
</table></div></div>
${recentEvents(data, request)}
${exportLinks({ subject: 'events', span: data.span, bot: data.bot })}`
}

function matches(event: EventTotal, { type, name }: Events): boolean {
  return (type === undefined || event.type === type) && (name === undefined || event.name === name)
}

function charts(data: Events, { dates }: PageRequest): Html {
  const of = (pick: (event: EventTotal) => number) => {
    const sum = (totals: readonly EventTotal[]) =>
      finiteSum(totals.filter((event) => matches(event, data)).reduce((all, event) => all + pick(event), 0))
    return { values: data.trend.map(sum), before: data.earlier?.map(sum) }
  }
  const counts: Chart = {
    id: 'event-counts',
    title: 'Events',
    kind: 'bars',
    unit: 'count',
    series: [{ label: 'Events', tone: 'accent', ...of((event) => event.count), format: count }],
  }
  const revenue: Chart = {
    id: 'event-revenue',
    title: 'Revenue',
    kind: 'bars',
    unit: 'money',
    series: [
      {
        ...{ label: 'Revenue', tone: 'warm', format: money },
        ...of(({ type, amount }) => (type === 'revenueEvent' ? amount : 0)),
      },
    ],
  }
  return html`<div class="charts">${[counts, revenue].map((one) => chart(one, data, dates))}</div>${markList(data.marks, dates)}`
}

function recentEvents({ recent, hasOlder, isLatest, type, name }: Events, request: PageRequest): Html {
  const { dates, now } = request
  const last = recent.at(-1)
  const query = { type, name }
  return html`<section class="card" aria-labelledby="recent"><header><h2 id="recent">Latest events</h2></header>
${
  recent.length === 0
    ? html`<p class="nothing">None in this span of time.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of the latest events"><table class="ranked"><caption class="hidden">Table of the latest events</caption>
  <thead><tr><th scope="col">Time</th><th scope="col">Event</th><th scope="col" class="roomy">Type</th><th scope="col">User</th><th scope="col" class="number">Amount</th><th scope="col"><span class="hidden">Payload</span></th></tr></thead>
  <tbody>${recent.map(
    (
      event,
    ) => html`<tr data-key="e${event.id}"><td class="quiet"><time title="${dates.full(event.time)}">${dates.short(event.time, now)}</time></td>
    <th scope="row">${event.name}</th><td class="quiet roomy">${event.type}</td><td class="name"><a href="${alongTranscripts(request, userPath(event.user.userId), { at: `e${event.id}` })}#e${event.id}">${userName(event.user)}</a></td>
    <td class="number">${event.amount === undefined ? html`<span class="quiet">–</span>` : money(event.amount)}</td><td class="number">${payloadLink('events', event.id)}</td></tr>`,
  )}</tbody></table></div>`
}
</section>
<nav class="pager" aria-label="More events">
  ${!isLatest && html`<a class="button" href="${along(request, '/events', query)}">Latest</a>`}
  ${hasOlder && last !== undefined && html`<a class="button" rel="next" href="${along(request, '/events', { ...query, before: `${last.time}-${last.id}` })}">Older</a>`}
</nav>`
}
