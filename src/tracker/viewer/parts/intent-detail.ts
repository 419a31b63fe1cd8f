import { NOT_HANDLED } from '../../../wire/not-handled'
import type { SessionFigures } from '../../queries/engagement'
import type { InputValue, IntentExample, IntentTotal } from '../../queries/intents'
import type { SessionEnd } from '../../queries/session-ends'
import type { IntentStep } from '../../queries/steps'
import type { Html } from '../html'
import { html } from '../html'
import type { IntentList } from '../intent-rows'
import { count, percent } from '../numbers'
import type { PageRequest } from '../request'
import { along, alongTranscripts } from '../request'
import type { PageScope } from '../scope'
import { bar } from './bar'
import { chart } from './chart'
import { flowDiagram } from './flow-diagram'
import { stat } from './stat'
import { transcriptAddress } from './user-list'
import { userName } from './user-name'

type Counts = readonly (IntentTotal | undefined)[]

export interface IntentDetail {
  readonly name: string
  /** One for each bucket; undefined where the intent did not come. */
  readonly trend: Counts
  /** The same hours before. */
  readonly earlier: Counts | undefined
  readonly inputs: readonly InputValue[]
  readonly examples: readonly IntentExample[]
  /** All sessions of the span. */
  readonly sessions: SessionFigures
  /** The latest sessions that ended with the intent. */
  readonly ends: readonly SessionEnd[]
}

export interface IntentDetailScope extends PageScope {
  readonly list: IntentList
  readonly steps: readonly IntentStep[]
}

/** One intent's figures, inputs and messages, what comes before and after it, and the sessions that end with it. */
export function intentDetail(detail: IntentDetail, scope: IntentDetailScope, request: PageRequest): Html {
  const { name } = detail
  const own = scope.steps.filter((step) => step.from === name || step.to === name)
  return html`${figures(detail, scope.list)}
<div class="charts">${messages(detail, scope, request)}</div>
<div class="columns">${inputs(detail)}${latest(detail, request)}</div>
<section class="card" aria-labelledby="path"><header><h2 id="path">Before and after</h2><p>What this intent follows, and what follows it, within a session</p></header>
${own.length === 0 ? html`<p class="nothing">Nothing came before or after it. The path follows the intents of the users’ messages, and what was not handled.</p>` : flowDiagram(own)}</section>
${ends(detail, request)}`
}

function figures({ name, sessions }: IntentDetail, { rows, total }: IntentList): Html {
  const [row] = rows
  const ended = sessions.exits.find(({ intent }) => intent === name)?.sessions ?? 0
  const incoming = row?.incoming ?? 0
  return html`<dl class="stats">
  ${stat({ label: 'Messages', note: 'in and out', value: count(row?.count ?? 0), now: row?.now, before: row?.before, isBad: name === NOT_HANDLED })}
  ${stat({ label: 'Share of all intents', note: `of ${count(total)} messages with an intent`, value: percent(total === 0 ? 0 : (row?.count ?? 0) / total) })}
  ${stat({ label: 'In', note: `and ${count(row?.outgoing ?? 0)} out`, value: count(incoming) })}
  ${stat({ label: 'Sessions that end with it', note: `${percent(sessions.sessions === 0 ? 0 : ended / sessions.sessions)} of all sessions`, value: count(ended) })}
</dl>`
}

function messages({ trend, earlier }: IntentDetail, scope: PageScope, { dates }: PageRequest): Html {
  const side = (label: string, tone: 'accent' | 'warm', pick: 'incoming' | 'outgoing') => {
    const values = (counts: Counts) => counts.map((total) => total?.[pick] ?? 0)
    return { label, tone, values: values(trend), before: earlier && values(earlier), format: count }
  }
  const series = [side('In', 'accent', 'incoming'), side('Out', 'warm', 'outgoing')]
  const isUsed = ({ values, before = [] }: (typeof series)[number]) =>
    [...values, ...before].some((value) => value > 0)
  const used = series.filter(isUsed)
  return chart(
    {
      id: 'intent-messages',
      title: 'Messages',
      kind: 'lines',
      unit: 'count',
      series: used.length === 0 ? series : used,
    },
    scope,
    dates,
  )
}

function inputs({ inputs: seen }: IntentDetail): Html {
  const most = seen[0]?.count ?? 1
  return html`<section class="card"><header><h2>Inputs seen</h2></header>${
    seen.length === 0
      ? html`<p class="nothing">This intent came without inputs.</p>`
      : html`<ol class="ranking">${seen.map(
          (input) =>
            html`<li><span><span class="name"><span class="quiet">${input.name}</span> ${input.value}</span>${bar(input.count / most)}<span class="number">${count(input.count)}</span></span></li>`,
        )}</ol>`
  }</section>`
}

function latest({ name, examples }: IntentDetail, request: PageRequest): Html {
  return html`<section class="card"><header><h2>Latest messages</h2>${name === NOT_HANDLED && html`<a href="${along(request, '/not-handled')}">What users wrote</a>`}<a href="${alongTranscripts(request, '/transcripts', { intent: name })}">Transcripts with it</a></header>${
    examples.length === 0
      ? html`<p class="nothing">None in this span of time.</p>`
      : html`<ul class="users users-compact">${examples.map((example) => messageEntry(example, request))}</ul>`
  }</section>`
}

function ends({ ends: sessions }: IntentDetail, request: PageRequest): Html {
  if (sessions.length === 0) return html``
  return html`<section class="card" aria-labelledby="ends"><header><h2 id="ends">Sessions that end with it</h2><p>The latest, by their last message</p></header>
<ul class="users users-compact">${sessions.map((end) => messageEntry(end, request))}</ul></section>`
}

function messageEntry({ id, time, incoming, text, user }: SessionEnd, request: PageRequest): Html {
  const { dates, now } = request
  return html`<li><a href="${transcriptAddress(request, user.userId, { kind: 'message', id })}">
  <span class="user-id">${userName(user)}</span><time title="${dates.full(time)}">${dates.short(time, now)}</time>
  <span class="excerpt" dir="auto">${!incoming && html`<span class="who" dir="ltr">Bot</span> `}${text.slice(0, 200)}</span></a></li>`
}
