import type { ButtonClicks, IntentRevenue, SessionFigures, SlowReply } from '../../queries/engagement'
import { MAX_OFFERS, shareNotHandled } from '../../queries/engagement'
import type { MessageTotals } from '../../queries/totals'
import type { Html } from '../html'
import { html } from '../html'
import { average, count, duration, money, percent, plural } from '../numbers'
import type { PageRequest } from '../request'
import { along } from '../request'
import { bar } from './bar'
import { transcriptAddress } from './user-list'
import { shortName, userName } from './user-name'

export interface EngagementFigures {
  readonly totals: MessageTotals
  readonly sessions: SessionFigures
  /** Within which time half of the answered messages were answered, and 90 % of them. */
  readonly halfRepliedMs: number | undefined
  readonly mostRepliedMs: number | undefined
  /** Half of the sessions are no longer, and have no more messages. */
  readonly halfSessionMs: number | undefined
  readonly halfSessionMessages: number | undefined
}

const TOP = 12

/** How fast the bot is, and how long people stay. */
export function engagementFigures(figures: EngagementFigures): Html {
  const { totals, sessions, halfRepliedMs, mostRepliedMs, halfSessionMs, halfSessionMessages } = figures
  const within = (ms: number | undefined) => (ms === undefined ? '–' : duration(ms, { isPrecise: true }))
  const mean = (sum: number, times: number) =>
    times === 0 ? '–' : duration(sum / times, { isPrecise: true })
  const entries = [
    ['Time to reply, on average', mean(totals.replyMs, totals.replies), 'from a message to the bot’s next'],
    ['Half of the replies within', within(halfRepliedMs), `of ${plural(totals.replies, 'answered message')}`],
    ['90% of the replies within', within(mostRepliedMs), 'the other tenth took longer'],
    [
      'Sessions that end not handled',
      percent(shareNotHandled(sessions)),
      'the bot could not answer the last turn',
    ],
    [
      'Session duration, on average',
      mean(sessions.ms, sessions.sessions),
      'from the first message to the last',
    ],
    ['Half of the sessions within', within(halfSessionMs), `of ${plural(sessions.sessions, 'session')}`],
    ['Messages per session', average(sessions.messages / sessions.sessions), 'in and out, on average'],
    ['Half of the sessions have up to', plural(halfSessionMessages ?? 0, 'message'), 'in and out'],
  ] as const
  return html`<dl class="stats">${entries.map(
    ([label, value, note]) =>
      html`<div class="stat"><dt>${label}</dt><dd><span class="stat-value">${value}</span></dd><dd class="stat-note">${note}</dd></div>`,
  )}</dl>`
}

/** The intents with which sessions end. */
export function exits({ exits: all, sessions }: SessionFigures, request: PageRequest): Html {
  const most = all[0]?.sessions ?? 1
  return html`<section class="card" aria-labelledby="exits"><header><h2 id="exits">Where they leave</h2><p>The last intent of each session</p></header>
<ol class="ranking ranking-shares">${all.slice(0, TOP).map(({ intent, sessions: times }) => {
    const figure = html`${bar(times / most)}<span class="number">${count(times)} · ${percent(times / sessions)}</span>`
    if (intent === undefined)
      return html`<li><span><span class="name quiet">No intent</span>${figure}</span></li>`
    return html`<li><a href="${along(request, '/intents', { intent })}#ends"><span class="name">${shortName(intent)}</span>${figure}</a></li>`
  })}</ol></section>`
}

/** The replies that took longest, each in its conversation. */
export function slowestReplies(replies: readonly SlowReply[], request: PageRequest): Html {
  const { dates, now } = request
  return html`<section class="card" aria-labelledby="slowest"><header><h2 id="slowest">Slowest replies</h2><p>Of those that took 2 s or more</p></header>${
    replies.length === 0
      ? html`<p class="nothing">Every reply came within 2 s.</p>`
      : html`<ul class="users users-compact">${replies.map(({ id, time, user, ms }) => {
          const href = transcriptAddress(request, user.userId, { kind: 'message', id })
          return html`<li><a href="${href}">
  <span class="user-id">${userName(user)}</span><time title="${dates.full(time)}">${dates.short(time, now)}</time><span class="excerpt">${duration(ms, { isPrecise: true })}</span></a></li>`
        })}</ul>`
  }</section>`
}

/** Which button of which message was clicked how often. */
export function clicks(rows: readonly ButtonClicks[]): Html {
  if (rows.length === 0) return html``
  return html`<section class="card" aria-labelledby="clicks"><header><h2 id="clicks">Clicks</h2><p>Buttons of the bot’s latest ${count(MAX_OFFERS)} messages</p></header>
<div class="scroll" tabindex="0" role="region" aria-label="Clicks by button and message"><table class="ranked"><caption class="hidden">Clicks by button and message</caption>
  <thead><tr><th scope="col">Button</th><th scope="col">Message</th><th scope="col" class="number">Shown</th><th scope="col" class="number">Clicked</th><th scope="col" class="number">Share</th></tr></thead>
  <tbody>${rows.map(
    ({
      text,
      label,
      shown,
      clicked,
    }) => html`<tr><th scope="row">${shortName(label)}</th><td class="quiet text">${shortName(text)}</td>
    <td class="number">${count(shown)}</td><td class="number">${count(clicked)}</td><td class="number">${percent(clicked / shown)}</td></tr>`,
  )}</tbody></table></div></section>`
}

/** What the user's last intent before it brought. */
export function revenueByIntent(rows: readonly IntentRevenue[], request: PageRequest): Html {
  if (rows.length === 0) return html``
  return html`<section class="card" aria-labelledby="revenue-by-intent"><header><h2 id="revenue-by-intent">Revenue by intent</h2><p>By the user’s last intent before it</p></header>
<div class="scroll" tabindex="0" role="region" aria-label="Table of the revenue by intent"><table class="ranked"><caption class="hidden">Revenue by intent</caption>
  <thead><tr><th scope="col">Intent</th><th scope="col" class="number">Events</th><th scope="col" class="number">Revenue</th></tr></thead>
  <tbody>${rows.map(
    ({ intent, events, amount }) =>
      html`<tr><th scope="row">${intent === undefined ? 'No intent' : html`<a href="${along(request, '/intents', { intent })}">${shortName(intent)}</a>`}</th><td class="number">${count(events)}</td><td class="number">${money(amount)}</td></tr>`,
  )}</tbody></table></div></section>`
}
