import type { IntentTotal } from '../../queries/intents'
import { readExamples, readInputs, readIntents } from '../../queries/intents'
import { findIntent } from '../../queries/names'
import type { IntentStep } from '../../queries/steps'
import { readSteps } from '../../queries/steps'
import type { Html } from '../html'
import { html } from '../html'
import { count, percent, plural } from '../numbers'
import type { Page } from '../page'
import { bar } from '../parts/bar'
import { emptyState, nothingTracked } from '../parts/empty-state'
import { flowDiagram } from '../parts/flow-diagram'
import type { IntentDetail, IntentRow } from '../parts/intent-detail'
import { intentDetail } from '../parts/intent-detail'
import { pageHead } from '../parts/page-head'
import { spanPicker } from '../parts/span-picker'
import { sparkline } from '../parts/sparkline'
import type { PageRequest } from '../request'
import { along, textParameter } from '../request'
import { chooseScope, type PageScope } from '../scope'

interface Intents extends PageScope {
  readonly rows: readonly IntentRow[]
  readonly steps: readonly IntentStep[]
  /** Of the chosen intent; undefined where none is chosen. */
  readonly detail: IntentDetail | undefined
}

export const intentsPage: Page<Intents> = {
  path: '/intents',

  load(store, request) {
    const chosen = chooseScope(store, request)
    const { extent, scope, buckets } = chosen
    const { spans, isOpen } = buckets
    const trend = spans.map((bucket) => readIntents(store, { ...bucket, bot: scope.bot }))
    const name = textParameter(request.query, 'intent')
    const id = name === undefined ? undefined : findIntent(store, name)
    if (name !== undefined && id === undefined && extent !== undefined) return undefined
    return {
      ...chosen,
      rows: sumUp(trend, isOpen),
      steps: readSteps(store, scope),
      detail:
        name === undefined || id === undefined
          ? undefined
          : { name, inputs: readInputs(store, id, scope), examples: readExamples(store, id, scope) },
    }
  },

  render(data, request) {
    const { span, detail, rows } = data
    const keep = detail === undefined ? {} : { intent: detail.name }
    const about = `${detail === undefined ? `${plural(rows.length, 'intent')}, from` : 'From'} ${request.dates.date(span.from)} to ${request.dates.date(span.to - 1)}`
    return {
      title: detail === undefined ? 'Intents' : `Intent ${detail.name}`,
      section: '/intents',
      isLive: true,
      content: html`${
        detail !== undefined &&
        html`<nav class="trail" aria-label="Breadcrumb"><a href="${along(request, '/intents')}">Intents</a></nav>`
      }${pageHead(detail?.name ?? 'Intents', about, spanPicker(request, data, keep))}
<div class="stack" data-live="intents">${content(data, request)}</div>`,
    }
  },
}

function sumUp(trend: readonly (readonly IntentTotal[])[], isOpen: boolean): readonly IntentRow[] {
  const rows = new Map<string, { incoming: number; outgoing: number; values: number[] }>()
  trend.forEach((totals, index) => {
    for (const { name, incoming, outgoing } of totals) {
      const row = rows.get(name) ?? { incoming: 0, outgoing: 0, values: trend.map(() => 0) }
      row.incoming += incoming
      row.outgoing += outgoing
      row.values[index] = incoming + outgoing
      rows.set(name, row)
    }
  })
  return [...rows]
    .map(([name, { incoming, outgoing, values }]) => {
      return { name, incoming, outgoing, count: incoming + outgoing, trend: { values, isOpen } }
    })
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
}

function content(data: Intents, request: PageRequest): Html {
  if (data.extent === undefined) return nothingTracked(request)
  if (data.detail !== undefined) return intentDetail(data.detail, data.rows, data.steps, request)
  if (data.rows.length === 0) return noIntents()
  return html`${table(data, request)}
<section class="card" aria-labelledby="path"><header><h2 id="path">The path</h2><p>Which intent follows which within a session</p></header>
${data.steps.length === 0 ? html`<p class="nothing">No session had a second intent yet.</p>` : flowDiagram(data.steps)}</section>`
}

function noIntents(): Html {
  return emptyState({
    title: 'No intents in this span of time',
    text: 'Choose a longer one, or name what the bot’s methods are for.',
    snippets: [
      {
        label: 'In the bot',
        code: `@TrackIntent('WEATHER_QUERY')
async onWeather(context: TurnContext) { … }`,
      },
    ],
  })
}

function table({ rows }: Intents, request: PageRequest): Html {
  const total = rows.reduce((sum, row) => sum + row.count, 0)
  const most = rows[0]?.count ?? 0
  return html`<div class="card"><div class="scroll" tabindex="0" role="region" aria-label="Intents"><table class="ranked">
  <thead><tr><th scope="col">Intent</th><th scope="col" class="number">Messages</th><th scope="col" class="number roomy">In</th><th scope="col" class="number roomy">Out</th><th scope="col" class="number">Share</th><th scope="col" class="wide roomy"><span class="hidden">Beside the most frequent one</span></th><th scope="col">Trend</th></tr></thead>
  <tbody>${rows.map(
    ({ name, count: times, incoming, outgoing, trend }) => html`<tr>
    <th scope="row"><a href="${along(request, '/intents', { intent: name })}">${name}</a></th>
    <td class="number">${count(times)}</td><td class="number quiet roomy">${count(incoming)}</td><td class="number quiet roomy">${count(outgoing)}</td>
    <td class="number">${percent(times / total)}</td><td class="wide roomy">${bar(times / most)}</td><td class="trend">${sparkline(trend)}</td></tr>`,
  )}</tbody>
</table></div></div>`
}
