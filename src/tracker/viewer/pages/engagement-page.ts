import type { ButtonClicks, IntentRevenue, SessionFigures, SlowReply } from '../../queries/engagement'
import {
  MAX_OFFERS,
  readButtonClicks,
  readIncomingBySlot,
  readQuantile,
  readRevenueByIntent,
  readSessionFigures,
  readSlowestReplies,
} from '../../queries/engagement'
import type { Scope } from '../../queries/span'
import { readTotals, type Totals } from '../../queries/totals'
import { HOUR_MS } from '../../schema'
import type { TrackerStore } from '../../store/tracker-store'
import type { Html } from '../html'
import { html } from '../html'
import { average, count, duration, money, percent } from '../numbers'
import type { Page } from '../page'
import { bar } from '../parts/bar'
import { emptyState, nothingTracked } from '../parts/empty-state'
import { pageHead } from '../parts/page-head'
import { spanPicker } from '../parts/span-picker'
import { transcriptAddress } from '../parts/user-list'
import { shortName } from '../parts/user-name'
import { weekHours } from '../parts/week-hours'
import type { PageRequest } from '../request'
import { along } from '../request'
import { chooseScope, type PageScope } from '../scope'
import { offsetAt } from '../zone'

interface Engagement extends PageScope {
  readonly totals: Totals
  readonly sessions: SessionFigures
  readonly halfRepliedMs: number | undefined
  readonly mostRepliedMs: number | undefined
  readonly halfSessionMs: number | undefined
  readonly slowest: readonly SlowReply[]
  readonly revenue: readonly IntentRevenue[]
  readonly buttons: readonly ButtonClicks[]
  /** Messages in by the hour of the week in the reader's zone, from Monday's midnight on. */
  readonly hours: readonly number[]
}

const WEEK_HOURS = 7 * 24
/** The epoch was a Thursday. */
const EPOCH_HOUR = 3 * 24
const TOP = 12

export const engagementPage: Page<Engagement> = {
  path: '/engagement',

  load(store, request) {
    const chosen = chooseScope(store, request)
    const { scope } = chosen
    return {
      ...chosen,
      totals: readTotals(store, scope),
      sessions: readSessionFigures(store, scope),
      halfRepliedMs: readQuantile(store, scope, 'replyMs', 0.5),
      mostRepliedMs: readQuantile(store, scope, 'replyMs', 0.95),
      halfSessionMs: readQuantile(store, scope, 'sessionMs', 0.5),
      slowest: readSlowestReplies(store, scope),
      revenue: readRevenueByIntent(store, scope),
      buttons: readButtonClicks(store, scope),
      hours: byHourOfWeek(store, scope, request.dates.zone),
    }
  },

  render(data, request) {
    const { span, extent, sessions } = data
    const about = `How people talk with the bot, from ${request.dates.date(span.from)} to ${request.dates.date(span.to - 1)}`
    return {
      title: 'Engagement',
      section: '/engagement',
      isLive: true,
      content: html`${pageHead('Engagement', about, spanPicker(request, data))}
<div class="stack" data-live="engagement">${
        extent === undefined
          ? nothingTracked(request)
          : sessions.sessions === 0
            ? emptyState({ title: 'No sessions in this span of time', text: 'Choose a longer one.' })
            : content(data, request)
      }</div>`,
    }
  },
}

function byHourOfWeek(store: TrackerStore, scope: Scope, zone: string): readonly number[] {
  const hours = Array<number>(WEEK_HOURS).fill(0)
  for (const { slot, count: messages } of readIncomingBySlot(store, scope)) {
    const hour = Math.floor((slot + offsetAt(slot, zone)) / HOUR_MS) + EPOCH_HOUR
    const index = ((hour % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS
    hours[index] = (hours[index] ?? 0) + messages
  }
  return hours
}

function content(data: Engagement, request: PageRequest): Html {
  return html`${figures(data)}
<div class="columns">${exits(data, request)}${slowest(data, request)}</div>
<section class="card"><header><h2>Busiest hours</h2><p>Messages from users, by weekday and hour in ${request.dates.zone}</p></header>${weekHours(data.hours)}</section>
${buttons(data)}
${revenue(data, request)}`
}

function figures({ totals, sessions, halfRepliedMs, mostRepliedMs, halfSessionMs }: Engagement): Html {
  const within = (ms: number | undefined) => (ms === undefined ? '–' : duration(ms, { isPrecise: true }))
  const mean = (sum: number, times: number) =>
    times === 0 ? '–' : duration(sum / times, { isPrecise: true })
  const entries = [
    [
      'Time to reply, on average',
      mean(totals.replyMs, totals.replies),
      'From a user’s message to the bot’s next one',
    ],
    [
      'Half of the replies within',
      within(halfRepliedMs),
      'Half of the answered messages were answered within this time',
    ],
    [
      '95% of the replies within',
      within(mostRepliedMs),
      'Of 100 answered messages, 95 were answered within this time',
    ],
    [
      'Session duration, on average',
      mean(sessions.ms, sessions.sessions),
      'From the first message of a session to the last',
    ],
    ['Half of the sessions within', within(halfSessionMs), 'Half of the sessions were no longer than this'],
    ['Messages per session', average(sessions.messages / sessions.sessions), 'Messages in and out'],
  ] as const
  return html`<dl class="stats">${entries.map(
    ([label, value, title]) =>
      html`<div class="stat" title="${title}"><dt>${label}</dt><dd><span class="stat-value">${value}</span></dd></div>`,
  )}</dl>`
}

function exits({ sessions: { exits: all, sessions } }: Engagement, request: PageRequest): Html {
  const most = all[0]?.sessions ?? 1
  return html`<section class="card"><header><h2>Where they leave</h2><p>The last intent of each session</p></header>
<ol class="ranking ranking-shares">${all.slice(0, TOP).map(({ intent, sessions: times }) => {
    const figure = html`${bar(times / most)}<span class="number">${count(times)} · ${percent(times / sessions)}</span>`
    if (intent === undefined)
      return html`<li><span><span class="name quiet">No intent</span>${figure}</span></li>`
    return html`<li><a href="${along(request, '/intents', { intent })}"><span class="name">${shortName(intent)}</span>${figure}</a></li>`
  })}</ol></section>`
}

function slowest({ slowest: replies }: Engagement, request: PageRequest): Html {
  const { dates, now } = request
  return html`<section class="card"><header><h2>Slowest replies</h2></header>${
    replies.length === 0
      ? html`<p class="nothing">Every reply came within 2 s.</p>`
      : html`<ul class="users users-compact">${replies.map(
          ({
            id,
            time,
            userId,
            ms,
          }) => html`<li><a href="${transcriptAddress(request, userId, { kind: 'message', id })}">
  <span class="user-id">${shortName(userId)}</span><time>${dates.short(time, now)}</time><span class="excerpt">${duration(ms, { isPrecise: true })}</span></a></li>`,
        )}</ul>`
  }</section>`
}

function buttons({ buttons: rows }: Engagement): Html {
  if (rows.length === 0) return html``
  return html`<div class="card"><header><h2>Clicks</h2><p>Buttons of the bot’s latest ${count(MAX_OFFERS)} messages</p></header>
<div class="scroll" tabindex="0" role="region" aria-label="Clicks by button and message"><table class="ranked">
  <thead><tr><th scope="col">Button</th><th scope="col">Message</th><th scope="col" class="number">Shown</th><th scope="col" class="number">Clicked</th><th scope="col" class="number">Share</th></tr></thead>
  <tbody>${rows.map(
    ({
      text,
      label,
      shown,
      clicked,
    }) => html`<tr><th scope="row">${shortName(label)}</th><td class="quiet">${shortName(text)}</td>
    <td class="number">${count(shown)}</td><td class="number">${count(clicked)}</td><td class="number">${percent(clicked / shown)}</td></tr>`,
  )}</tbody></table></div></div>`
}

function revenue({ revenue: rows }: Engagement, request: PageRequest): Html {
  if (rows.length === 0) return html``
  return html`<div class="card"><header><h2>Revenue by intent</h2><p>By the user’s last intent before it</p></header>
<div class="scroll" tabindex="0" role="region" aria-label="Revenue by intent"><table class="ranked">
  <thead><tr><th scope="col">Intent</th><th scope="col" class="number">Events</th><th scope="col" class="number">Revenue</th></tr></thead>
  <tbody>${rows.map(
    ({ intent, events, amount }) =>
      html`<tr><th scope="row">${intent === undefined ? 'No intent' : html`<a href="${along(request, '/intents', { intent })}">${shortName(intent)}</a>`}</th><td class="number">${count(events)}</td><td class="number">${money(amount)}</td></tr>`,
  )}</tbody></table></div></div>`
}
