import { storedExtent } from '../../queries/extent'
import type { IntentExample, IntentInput, IntentTotal } from '../../queries/intents'
import { readExamples, readInputs, readIntents } from '../../queries/intents'
import { findIntent } from '../../queries/names'
import type { IntentStep } from '../../queries/steps'
import { readSteps } from '../../queries/steps'
import { cutIntoBuckets } from '../buckets'
import type { ChosenSpan } from '../chosen-span'
import { chooseSpan, spanQuery } from '../chosen-span'
import type { Html } from '../html'
import { html } from '../html'
import { count, percent, plural } from '../numbers'
import type { Page } from '../page'
import { bar } from '../parts/bar'
import { emptyState, nothingTracked } from '../parts/empty-state'
import { flowDiagram } from '../parts/flow-diagram'
import { pageHead } from '../parts/page-head'
import { spanPicker } from '../parts/span-picker'
import { sparkline } from '../parts/sparkline'
import type { PageRequest } from '../request'
import { address, textParameter } from '../request'

interface IntentRow extends IntentTotal {
  readonly count: number
  readonly trend: readonly number[]
}

interface IntentDetail {
  readonly name: string
  readonly inputs: readonly IntentInput[]
  readonly examples: readonly IntentExample[]
}

interface Intents {
  readonly isEmpty: boolean
  readonly span: ChosenSpan
  readonly rows: readonly IntentRow[]
  readonly steps: readonly IntentStep[]
  /** Of the chosen intent; undefined where none is chosen. */
  readonly detail: IntentDetail | undefined
}

export const intentsPage: Page<Intents> = {
  path: '/intents',

  load(store, { query, dates, now }) {
    const extent = storedExtent(store)
    const span = chooseSpan(query, { zone: dates.zone, now, extent })
    const trend = cutIntoBuckets(span, dates.zone).spans.map((bucket) => readIntents(store, bucket))
    const name = textParameter(query, 'intent')
    const id = name === undefined ? undefined : findIntent(store, name)
    if (name !== undefined && id === undefined && extent !== undefined) return undefined
    return {
      isEmpty: extent === undefined,
      span,
      rows: sumUp(trend),
      steps: readSteps(store, span),
      detail:
        name === undefined || id === undefined
          ? undefined
          : { name, inputs: readInputs(store, id), examples: readExamples(store, id, span) },
    }
  },

  render(data, request) {
    const { span, detail, isEmpty, rows } = data
    const keep = detail === undefined ? [] : [['intent', detail.name] as const]
    const about = `${plural(rows.length, 'intent')} from ${request.dates.date(span.from)} to ${request.dates.date(span.to - 1)}`
    return {
      title: detail === undefined ? 'Intents' : `Intent ${detail.name}`,
      section: '/intents',
      isLive: true,
      content: html`${
        detail !== undefined &&
        html`<nav class="trail" aria-label="Breadcrumb"><a href="${address('/intents', spanQuery(span))}">Intents</a></nav>`
      }${pageHead(detail?.name ?? 'Intents', about, spanPicker(request, span, keep))}
<div data-live="intents">${content(data, request, isEmpty)}</div>`,
    }
  },
}

function sumUp(trend: readonly (readonly IntentTotal[])[]): readonly IntentRow[] {
  const rows = new Map<string, { incoming: number; outgoing: number; trend: number[] }>()
  trend.forEach((totals, index) => {
    for (const { name, incoming, outgoing } of totals) {
      const row = rows.get(name) ?? { incoming: 0, outgoing: 0, trend: trend.map(() => 0) }
      row.incoming += incoming
      row.outgoing += outgoing
      row.trend[index] = incoming + outgoing
      rows.set(name, row)
    }
  })
  return [...rows]
    .map(([name, row]) => ({ name, ...row, count: row.incoming + row.outgoing }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
}

function content(data: Intents, request: PageRequest, isEmpty: boolean): Html {
  if (isEmpty) return nothingTracked(request.origin)
  if (data.detail !== undefined) return detailView(data, data.detail, request)
  if (data.rows.length === 0) return noIntents()
  return html`${table(data)}
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

function table({ rows, span }: Intents): Html {
  const total = rows.reduce((sum, row) => sum + row.count, 0)
  return html`<div class="card"><div class="scroll" tabindex="0" role="region" aria-label="Intents"><table class="ranked">
  <thead><tr><th scope="col">Intent</th><th scope="col" class="number">Messages</th><th scope="col" class="number">In</th><th scope="col" class="number">Out</th><th scope="col" class="number">Share</th><th scope="col" class="wide"><span class="hidden">Share as a bar</span></th><th scope="col">Trend</th></tr></thead>
  <tbody>${rows.map(
    ({ name, count: times, incoming, outgoing, trend }) => html`<tr>
    <th scope="row"><a href="${address('/intents', { intent: name, ...spanQuery(span) })}">${name}</a></th>
    <td class="number">${count(times)}</td><td class="number quiet">${count(incoming)}</td><td class="number quiet">${count(outgoing)}</td>
    <td class="number">${percent(times / total)}</td><td class="wide">${bar(times / total)}</td><td class="trend">${sparkline(trend)}</td></tr>`,
  )}</tbody>
</table></div></div>`
}

function detailView({ rows, steps }: Intents, detail: IntentDetail, { dates, now }: PageRequest): Html {
  const { name, inputs, examples } = detail
  const row = rows.find((other) => other.name === name)
  const total = rows.reduce((sum, other) => sum + other.count, 0)
  const own = steps.filter((step) => step.from === name || step.to === name)
  const mostInputs = inputs[0]?.count ?? 1
  return html`<dl class="stats stats-few">
  <div class="stat"><dt>Messages</dt><dd><span class="stat-value">${count(row?.count ?? 0)}</span></dd><dd class="stat-trend">${sparkline(row?.trend ?? [])}</dd></div>
  <div class="stat"><dt>Share of all intents</dt><dd><span class="stat-value">${percent(total === 0 ? 0 : (row?.count ?? 0) / total)}</span></dd></div>
  <div class="stat"><dt>In</dt><dd><span class="stat-value">${count(row?.incoming ?? 0)}</span></dd></div>
  <div class="stat"><dt>Out</dt><dd><span class="stat-value">${count(row?.outgoing ?? 0)}</span></dd></div>
</dl>
<div class="columns">
<section class="card"><header><h2>Inputs seen</h2><p>Of all time</p></header>${
    inputs.length === 0
      ? html`<p class="nothing">This intent came without inputs.</p>`
      : html`<ol class="ranking">${inputs.map(
          (input) =>
            html`<li><span class="entry"><span class="name"><span class="quiet">${input.name}</span> ${input.value}</span>${bar(input.count / mostInputs)}<span class="number">${count(input.count)}</span></span></li>`,
        )}</ol>`
  }</section>
<section class="card"><header><h2>Latest messages</h2><a href="${address('/transcripts', { intent: name })}">Transcripts with it</a></header>${
    examples.length === 0
      ? html`<p class="nothing">None in this span of time.</p>`
      : html`<ul class="users users-compact">${examples.map(
          (
            example,
          ) => html`<li><a href="${address(`/transcripts/${encodeURIComponent(example.userId)}`, { at: String(example.id) })}#m${example.id}">
      <span class="user-id">${example.userId}</span><time>${dates.short(example.time, now)}</time>
      <span class="excerpt">${!example.incoming && html`<span class="who">Bot</span> `}${example.text.slice(0, 200)}</span></a></li>`,
        )}</ul>`
  }</section>
</div>
<section class="card" aria-labelledby="path"><header><h2 id="path">Before and after</h2><p>What this intent follows, and what follows it, within a session</p></header>
${own.length === 0 ? html`<p class="nothing">It came alone in its sessions.</p>` : flowDiagram(own)}</section>`
}
