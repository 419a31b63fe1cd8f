import type { InputValue, IntentExample } from '../../queries/intents'
import type { IntentStep } from '../../queries/steps'
import type { Html } from '../html'
import { html } from '../html'
import type { IntentList } from '../intent-rows'
import { count, percent } from '../numbers'
import type { PageRequest } from '../request'
import { alongTranscripts } from '../request'
import { bar } from './bar'
import { flowDiagram } from './flow-diagram'
import { sparkline } from './sparkline'

export interface IntentDetail {
  readonly name: string
  readonly inputs: readonly InputValue[]
  readonly examples: readonly IntentExample[]
}

/** One intent's figures, inputs and messages, and what comes before and after it. */
export function intentDetail(
  detail: IntentDetail,
  { rows, total }: IntentList,
  steps: readonly IntentStep[],
  request: PageRequest,
): Html {
  const { dates, now } = request
  const { name, inputs, examples } = detail
  const [row] = rows
  const own = steps.filter((step) => step.from === name || step.to === name)
  const mostInputs = inputs[0]?.count ?? 1
  return html`<dl class="stats">
  <div class="stat"><dt>Messages</dt><dd><span class="stat-value">${count(row?.count ?? 0)}</span></dd><dd class="stat-trend">${row !== undefined && sparkline(row.trend)}</dd></div>
  <div class="stat"><dt>Share of all intents</dt><dd><span class="stat-value">${percent(total === 0 ? 0 : (row?.count ?? 0) / total)}</span></dd></div>
  <div class="stat"><dt>In</dt><dd><span class="stat-value">${count(row?.incoming ?? 0)}</span></dd></div>
  <div class="stat"><dt>Out</dt><dd><span class="stat-value">${count(row?.outgoing ?? 0)}</span></dd></div>
</dl>
<div class="columns">
<section class="card"><header><h2>Inputs seen</h2></header>${
    inputs.length === 0
      ? html`<p class="nothing">This intent came without inputs.</p>`
      : html`<ol class="ranking">${inputs.map(
          (input) =>
            html`<li><span><span class="name"><span class="quiet">${input.name}</span> ${input.value}</span>${bar(input.count / mostInputs)}<span class="number">${count(input.count)}</span></span></li>`,
        )}</ol>`
  }</section>
<section class="card"><header><h2>Latest messages</h2><a href="${alongTranscripts(request, '/transcripts', { intent: name })}">Transcripts with it</a></header>${
    examples.length === 0
      ? html`<p class="nothing">None in this span of time.</p>`
      : html`<ul class="users users-compact">${examples.map(
          (
            example,
          ) => html`<li><a href="${alongTranscripts(request, `/transcripts/${encodeURIComponent(example.userId)}`, { at: String(example.id) })}#m${example.id}">
      <span class="user-id">${example.userId}</span><time>${dates.short(example.time, now)}</time>
      <span class="excerpt">${!example.incoming && html`<span class="who">Bot</span> `}${example.text.slice(0, 200)}</span></a></li>`,
        )}</ul>`
  }</section>
</div>
<section class="card" aria-labelledby="path"><header><h2 id="path">Before and after</h2><p>What this intent follows, and what follows it, within a session</p></header>
${own.length === 0 ? html`<p class="nothing">Nothing came before or after it. The path follows the intents of the users’ messages, and what was not handled.</p>` : flowDiagram(own)}</section>`
}
