import { type IntentTotal, readIntents } from '../../queries/intents'
import type { Totals } from '../../queries/totals'
import { messagesPerSession, notHandledRate, readTotalsOf } from '../../queries/totals'
import type { UserRow } from '../../queries/users'
import { readUsers } from '../../queries/users'
import type { ChosenSpan } from '../chosen-span'
import { PRESETS } from '../chosen-span'
import type { Html } from '../html'
import { html } from '../html'
import { average, count, money, percent, shortCount } from '../numbers'
import type { Page } from '../page'
import { bar } from '../parts/bar'
import type { Chart, ChartSeries } from '../parts/chart'
import { chart } from '../parts/chart'
import { nothingTracked } from '../parts/empty-state'
import { exportLinks } from '../parts/export-links'
import { markList } from '../parts/mark-list'
import { pageHead } from '../parts/page-head'
import { spanPicker } from '../parts/span-picker'
import { stat } from '../parts/stat'
import { userList } from '../parts/user-list'
import type { PageRequest } from '../request'
import { along, alongTranscripts } from '../request'
import { chooseScope, type PageScope } from '../scope'

interface Overview extends PageScope {
  readonly totals: Totals
  /** What is over of the span, and the same hours before it; undefined where there is nothing to compare with. */
  readonly change: { readonly now: Totals; readonly before: Totals } | undefined
  readonly trend: readonly Totals[]
  /** The same hours before, for each of them. */
  readonly earlier: readonly Totals[] | undefined
  readonly intents: readonly IntentTotal[]
  readonly users: readonly UserRow[]
}

const TOP = 6

export const overviewPage: Page<Overview> = {
  path: '/',

  load(store, request) {
    const chosen = chooseScope(store, request)
    const { scope, compared, buckets } = chosen
    const earlier = compared?.buckets ?? []
    const wanted = [scope, ...buckets.spans, ...earlier, ...(compared ? [compared.now, compared.before] : [])]
    const [totals, ...others] = readTotalsOf(store, wanted, scope.bot)
    const trend = others.slice(0, buckets.spans.length)
    const [now, before] = others.slice(trend.length + earlier.length)
    return {
      ...chosen,
      totals: totals as Totals,
      change: now && before && { now, before },
      trend,
      earlier: compared && others.slice(trend.length, trend.length + earlier.length),
      intents: readIntents(store, scope).slice(0, TOP),
      users: readUsers(store, { scope }, { limit: TOP }).rows,
    }
  },

  render(data, request) {
    const { span } = data
    const isEmpty = data.extent === undefined
    return {
      title: 'Overview',
      section: '/',
      isLive: true,
      hasCharts: !isEmpty,
      content: html`${pageHead('Overview', spanText(span, request), spanPicker(request, data))}
<div>${isEmpty ? nothingTracked(request) : stats(data, request)}</div>
${!isEmpty && charts(data, request)}
${!isEmpty && lists(data, request)}
${!isEmpty && exportLinks({ span, bot: data.bot })}`,
    }
  },
}

function spanText({ preset, from, to }: ChosenSpan, { dates }: PageRequest): string {
  const days = `${dates.date(from)} to ${dates.date(to - 1)}`
  return preset === 'custom' ? days : `${PRESETS[preset]}, ${days}`
}

function stats({ totals: now, change, trend, buckets }: Overview, request: PageRequest): Html {
  const of = (pick: (totals: Totals) => number, format?: (value: number) => string) => ({
    now: change && pick(change.now),
    before: change && pick(change.before),
    trend: { values: trend.map(pick), isOpen: buckets.isOpen, ...(format && { format }) },
  })
  const users = (sort?: string) => alongTranscripts(request, '/transcripts', { sort })
  const engagement = along(request, '/engagement')
  const revenue = along(request, '/events', { type: 'revenueEvent' })
  const missed = along(request, '/not-handled')
  return html`<dl class="stats">
  ${stat({ label: 'Messages in', note: 'from users', href: users(), value: shortCount(now.incoming), ...of((t) => t.incoming) })}
  ${stat({ label: 'Messages out', note: 'from the bot', href: users(), value: shortCount(now.outgoing), ...of((t) => t.outgoing) })}
  ${stat({ label: 'Active users', note: 'who wrote something', href: users('messages'), value: shortCount(now.activeUsers), ...of((t) => t.activeUsers) })}
  ${stat({ label: 'New users', note: 'seen for the first time', href: users('first'), value: shortCount(now.newUsers), ...of((t) => t.newUsers) })}
  ${stat({ label: 'Sessions', note: 'without a gap of over 5 min', href: engagement, value: shortCount(now.sessions), ...of((t) => t.sessions) })}
  ${stat({ label: 'Messages per session', note: 'in and out', href: engagement, value: average(messagesPerSession(now)), ...of(messagesPerSession) })}
  ${stat({ label: 'Revenue', note: 'the sum of all revenue events', href: revenue, value: money(now.revenue), ...of((t) => t.revenue, money) })}
  ${stat({ label: 'Not handled', note: 'of the messages from users', href: missed, value: percent(notHandledRate(now)), ...of(notHandledRate, percent), isBad: true })}
</dl>`
}

function charts(data: Overview, { dates }: PageRequest): Html {
  const { trend, earlier, marks } = data
  const series = (
    label: string,
    tone: ChartSeries['tone'],
    pick: (totals: Totals) => number,
    format: (value: number) => string = count,
  ): ChartSeries => ({ label, tone, values: trend.map(pick), before: earlier?.map(pick), format })
  const drawn: readonly Chart[] = [
    {
      id: 'messages',
      title: 'Messages',
      kind: 'lines',
      unit: 'count',
      series: [series('In', 'accent', (t) => t.incoming), series('Out', 'warm', (t) => t.outgoing)],
    },
    {
      id: 'users',
      title: 'Users and sessions',
      kind: 'lines',
      unit: 'count',
      series: [
        series('Active', 'accent', (t) => t.activeUsers),
        series('New', 'warm', (t) => t.newUsers),
        series('Sessions', 'cool', (t) => t.sessions),
      ],
    },
    {
      id: 'revenue',
      title: 'Revenue',
      kind: 'bars',
      unit: 'money',
      series: [series('Revenue', 'warm', (t) => t.revenue, money)],
    },
    {
      id: 'not-handled',
      title: 'Not handled',
      kind: 'lines',
      unit: 'percent',
      series: [series('Rate', 'bad', notHandledRate, percent)],
    },
  ]
  return html`<div class="charts">${drawn.map((one) => chart(one, data, dates))}</div>${markList(marks, dates)}`
}

function lists({ intents, users }: Overview, request: PageRequest): Html {
  const top = intents[0] === undefined ? 0 : intents[0].incoming + intents[0].outgoing
  const rows = intents.map(({ name, incoming, outgoing }) => {
    const total = incoming + outgoing
    const href = along(request, '/intents', { intent: name })
    return html`<li><a href="${href}"><span class="name">${name}</span>${bar(total / top)}<span class="number">${count(total)}</span></a></li>`
  })
  return html`<div class="columns">
  <section class="card"><header><h2>Top intents</h2><a href="${along(request, '/intents')}">All intents</a></header>
    ${rows.length === 0 ? html`<p class="nothing">No message had an intent.</p>` : html`<ol class="ranking">${rows}</ol>`}</section>
  <section class="card"><header><h2>Latest conversations</h2><a href="${alongTranscripts(request, '/transcripts')}">All transcripts</a></header>
    ${userList(users, request, { isCompact: true })}</section>
</div>`
}
