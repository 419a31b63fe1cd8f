import { MAX_NOT_HANDLED, type NotHandledGroup, type NotHandledMessage } from '../../queries/not-handled'
import type { Buckets } from '../buckets'
import type { Html } from '../html'
import { html } from '../html'
import { count, percent, plural } from '../numbers'
import type { PageRequest } from '../request'
import { along } from '../request'
import { bar } from './bar'
import { sparkline, type Trend } from './sparkline'
import { stat } from './stat'
import { transcriptAddress } from './user-list'
import { userName } from './user-name'

const EXCERPT_LENGTH = 160
/** Of a group, so many different texts. */
const SHOWN_TEXTS = 12

export interface NotHandledTable {
  readonly buckets: Buckets
  /** In percent. */
  readonly below: number | undefined
  readonly request: PageRequest
}

/** What was not handled, in texts that are alike. */
export function notHandledTable(
  groups: readonly NotHandledGroup[],
  { buckets, below, request }: NotHandledTable,
): Html {
  const listed = groups.reduce((sum, group) => sum + group.count, 0)
  const kind = below === undefined ? 'not handled' : `not handled or below ${below}%`
  const cut = listed >= MAX_NOT_HANDLED && `, of the latest ${count(MAX_NOT_HANDLED)}`
  return html`<section class="card" aria-labelledby="texts"><header><h2 id="texts">${plural(listed, 'message was', 'messages were')} ${kind}</h2><p>Texts with most words in common count together${cut}</p></header>
<div class="scroll" tabindex="0" role="region" aria-label="What was not handled"><table class="ranked"><caption class="hidden">What was not handled</caption>
  <thead><tr><th scope="col">What users wrote</th><th scope="col" class="number">Times</th><th scope="col" class="number roomy">Users</th><th scope="col" class="number">Share</th><th scope="col">Trend</th><th scope="col">What the bot answered</th></tr></thead>
  <tbody>${groups.map((group) => groupRow(group, { listed, below, buckets, request }))}</tbody>
</table></div></section>`
}

function groupRow(
  group: NotHandledGroup,
  { listed, below, buckets, request }: NotHandledTable & { readonly listed: number },
): Html {
  const [example] = group.examples
  const others = group.texts.length - 1
  const alike = along(request, '/not-handled', {
    below: below === undefined ? undefined : String(below),
    like: example === undefined ? undefined : String(example.id),
  })
  return html`<tr><th scope="row" dir="auto"><a href="${example === undefined ? alike : messageAddress(request, example)}">${cutText(mostFrequent(group))}</a>${
    others > 0 && html` <span class="quiet">and ${plural(others, 'text')} like it</span>`
  }</th>
    <td class="number"><a href="${alike}">${count(group.count)}</a></td><td class="number quiet roomy">${count(group.users)}</td><td class="number">${percent(group.count / listed)}</td>
    <td class="trend">${sparkline(trendOf(group, buckets))}</td><td class="quiet text" dir="auto">${example?.answer === undefined ? '–' : cutText(example.answer)}</td></tr>`
}

/** One group: its texts, and its messages in their conversations. */
export function notHandledGroup(group: NotHandledGroup, buckets: Buckets, request: PageRequest): Html {
  const { texts, examples, users } = group
  const most = texts[0]?.count ?? 1
  return html`<dl class="stats">
  ${stat({ label: 'Messages', note: 'that the bot could not answer', value: count(group.count), trend: trendOf(group, buckets) })}
  ${stat({ label: 'Users', note: 'who wrote them', value: count(users) })}
</dl>
<div class="columns">
<section class="card" aria-labelledby="alike"><header><h2 id="alike">Texts</h2><p>With most words in common</p></header>
<ol class="ranking">${texts
    .slice(0, SHOWN_TEXTS)
    .map(
      ({ text, count: times }) =>
        html`<li><span><span class="name" dir="auto">${cutText(text)}</span>${bar(times / most)}<span class="number">${count(times)}</span></span></li>`,
    )}</ol></section>
<section class="card" aria-labelledby="messages"><header><h2 id="messages">In their conversations</h2><p>The latest ${count(examples.length)}</p></header>
<ul class="users users-compact">${examples.map((example) => messageEntry(example, request))}</ul></section>
</div>`
}

function messageEntry(message: NotHandledMessage, request: PageRequest): Html {
  const { time, user, text, answer } = message
  const { dates, now } = request
  return html`<li><a href="${messageAddress(request, message)}">
  <span class="user-id">${userName(user)}</span><time title="${dates.full(time)}">${dates.short(time, now)}</time><span class="excerpt" dir="auto">${cutText(text)}${
    answer !== undefined && html` <span class="who">Bot</span> ${cutText(answer)}`
  }</span></a></li>`
}

function messageAddress(request: PageRequest, { id, user }: NotHandledMessage): string {
  return transcriptAddress(request, user.userId, { kind: 'message', id })
}

function trendOf({ times }: NotHandledGroup, { spans, isOpen }: Buckets): Trend {
  return {
    values: spans.map(({ from, to }) => times.filter((time) => time >= from && time < to).length),
    isOpen,
  }
}

const mostFrequent = ({ texts }: NotHandledGroup): string => texts[0]?.text ?? ''

function cutText(text: string): string {
  const characters = [...text]
  return characters.length <= EXCERPT_LENGTH ? text : `${characters.slice(0, EXCERPT_LENGTH - 1).join('')}…`
}
