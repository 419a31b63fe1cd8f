import { MAX_NOT_HANDLED, type NotHandledGroup, readNotHandled } from '../../queries/not-handled'
import { readTotals, type Totals } from '../../queries/totals'
import type { Html } from '../html'
import { html } from '../html'
import { count, percent, plural } from '../numbers'
import type { Page } from '../page'
import { emptyState, nothingTracked } from '../parts/empty-state'
import { pageHead } from '../parts/page-head'
import { spanPicker } from '../parts/span-picker'
import { sparkline } from '../parts/sparkline'
import { transcriptAddress } from '../parts/user-list'
import { shortName } from '../parts/user-name'
import type { PageRequest } from '../request'
import { along } from '../request'
import { chooseScope, type PageScope } from '../scope'

interface NotHandled extends PageScope {
  /** In percent; undefined: only what was not handled. */
  readonly below: number | undefined
  readonly totals: Totals
  readonly groups: readonly NotHandledGroup[]
}

/** Confidences, in percent, below which messages are listed too. */
const BOUNDS = [30, 50, 70] as const
const EXCERPT_LENGTH = 160

export const notHandledPage: Page<NotHandled> = {
  path: '/not-handled',

  load(store, request) {
    const chosen = chooseScope(store, request)
    const below = BOUNDS.find((bound) => String(bound) === request.query.get('below'))
    return {
      ...chosen,
      below,
      totals: readTotals(store, chosen.scope),
      groups: readNotHandled(store, chosen.scope, { below: below && below / 100 }),
    }
  },

  render(data, request) {
    const { span, below } = data
    const about = `What users wrote before the bot could not answer, from ${request.dates.date(span.from)} to ${request.dates.date(span.to - 1)}`
    const keep = { below: below === undefined ? undefined : String(below) }
    return {
      title: 'Not handled',
      section: '/not-handled',
      isLive: true,
      content: html`${pageHead('Not handled', about, spanPicker(request, data, keep))}
<div class="stack" data-live="not-handled">${content(data, request)}</div>`,
    }
  },
}

function content(data: NotHandled, request: PageRequest): Html {
  if (data.extent === undefined) return nothingTracked(request)
  return html`${boundPicker(data, request)}${data.groups.length === 0 ? nothingMissed() : table(data, request)}`
}

function boundPicker({ below }: NotHandled, request: PageRequest): Html {
  const entry = (bound: number | undefined) =>
    html`<li><a href="${along(request, '/not-handled', { below: bound === undefined ? undefined : String(bound) })}" ${
      bound === below && html`aria-current="true"`
    }>${bound === undefined ? 'Not handled' : `or below ${bound}%`}</a></li>`
  return html`<nav class="filters" aria-label="Least confidence"><ul class="segments">${[undefined, ...BOUNDS].map(entry)}</ul></nav>`
}

function nothingMissed(): Html {
  return emptyState({
    title: 'Everything was handled in this span of time',
    text: 'A message is not handled where it, or the bot’s answer, has the intent NotHandled.',
  })
}

function table({ groups, totals, buckets, below }: NotHandled, request: PageRequest): Html {
  const listed = groups.reduce((sum, group) => sum + group.count, 0)
  const sum =
    below === undefined
      ? `${plural(totals.notHandled, 'message was', 'messages were')} not handled, of ${count(totals.incoming)}: ${percent(totals.incoming === 0 ? 0 : Math.min(1, totals.notHandled / totals.incoming))}.`
      : `${plural(listed, 'message was', 'messages were')} not handled or below ${below}%.`
  const trendOf = ({ times }: NotHandledGroup) => ({
    values: buckets.spans.map(({ from, to }) => times.filter((time) => time >= from && time < to).length),
    isOpen: buckets.isOpen,
  })
  return html`<p class="hint">${sum} Texts with the same words count together${listed >= MAX_NOT_HANDLED && `; of the latest ${count(MAX_NOT_HANDLED)}`}.</p>
<div class="card"><div class="scroll" tabindex="0" role="region" aria-label="What was not handled"><table class="ranked">
  <thead><tr><th scope="col">What users wrote</th><th scope="col" class="number">Times</th><th scope="col" class="number roomy">Users</th><th scope="col" class="number">Share</th><th scope="col">Trend</th><th scope="col">What the bot answered</th></tr></thead>
  <tbody>${groups.map((group) => {
    const [example] = group.examples
    const href = example && transcriptAddress(request, example.userId, { kind: 'message', id: example.id })
    return html`<tr><th scope="row" dir="auto"><a href="${href ?? ''}">${cut(group.text)}</a></th>
    <td class="number">${count(group.count)}</td><td class="number quiet roomy">${count(group.users)}</td><td class="number">${percent(group.count / listed)}</td>
    <td class="trend">${sparkline(trendOf(group))}</td><td class="quiet" dir="auto">${example?.answer === undefined ? '–' : cut(example.answer)}</td></tr>`
  })}</tbody>
</table></div></div>
${others(groups, request)}`
}

function cut(text: string): string {
  const characters = [...text]
  return characters.length <= EXCERPT_LENGTH ? text : `${characters.slice(0, EXCERPT_LENGTH - 1).join('')}…`
}

/** The latest messages of the largest groups, each in its conversation. */
function others(groups: readonly NotHandledGroup[], request: PageRequest): Html {
  const { dates, now } = request
  const examples = groups.slice(0, 5).flatMap((group) => group.examples)
  return html`<section class="card"><header><h2>In their conversations</h2></header>
<ul class="users users-compact">${examples.map(
    ({
      id,
      time,
      userId,
      text,
    }) => html`<li><a href="${transcriptAddress(request, userId, { kind: 'message', id })}">
  <span class="user-id">${shortName(userId)}</span><time>${dates.short(time, now)}</time><span class="excerpt" dir="auto">${cut(text)}</span></a></li>`,
  )}</ul></section>`
}
