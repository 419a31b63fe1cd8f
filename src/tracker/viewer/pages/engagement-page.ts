import { readCohorts } from '../../queries/cohorts'
import type { ButtonClicks, IntentRevenue, SlowReply } from '../../queries/engagement'
import {
  quantileOf,
  readButtonClicks,
  readHistograms,
  readIncomingBySlot,
  readRevenueByIntent,
  readSessionFigures,
  readSlowestReplies,
} from '../../queries/engagement'
import { MAX_COUNTED, type Phrase, readPhrases } from '../../queries/phrases'
import type { Scope } from '../../queries/span'
import { readMessageTotals } from '../../queries/totals'
import { HOUR_MS } from '../../schema'
import type { TrackerStore } from '../../store/tracker-store'
import { COHORT_PERIODS, type CohortUnit, cohortPeriods } from '../cohort-periods'
import type { Html } from '../html'
import { html } from '../html'
import { count } from '../numbers'
import type { Page } from '../page'
import { type CohortTable, cohortTable } from '../parts/cohort-table'
import { emptyState, nothingTracked } from '../parts/empty-state'
import {
  clicks,
  type EngagementFigures,
  engagementFigures,
  exits,
  revenueByIntent,
  slowestReplies,
} from '../parts/engagement'
import { exportLinks } from '../parts/export-links'
import { pageHead } from '../parts/page-head'
import { phraseList } from '../parts/phrase-list'
import { spanPicker } from '../parts/span-picker'
import { weekHours } from '../parts/week-hours'
import type { PageRequest } from '../request'
import { chooseScope, type PageScope } from '../scope'
import { offsetsAt } from '../zone'

interface Engagement extends PageScope, EngagementFigures {
  readonly slowest: readonly SlowReply[]
  readonly retention: CohortTable
  readonly revenue: readonly IntentRevenue[]
  readonly buttons: readonly ButtonClicks[]
  readonly said: Readonly<Record<'incoming' | 'outgoing', readonly Phrase[]>>
  /** Messages in by the hour of the week in the reader's zone, from Monday's midnight on. */
  readonly hours: readonly number[]
}

const WEEK_HOURS = 7 * 24
/** The epoch was a Thursday. */
const EPOCH_HOUR = 3 * 24

export const engagementPage: Page<Engagement> = {
  path: '/engagement',

  load(store, request) {
    const chosen = chooseScope(store, request)
    const { scope } = chosen
    const { replyMs, sessionMs, sessionMessages } = readHistograms(store, scope)
    return {
      ...chosen,
      totals: readMessageTotals(store, scope),
      sessions: readSessionFigures(store, scope),
      halfRepliedMs: quantileOf(replyMs, 0.5),
      mostRepliedMs: quantileOf(replyMs, 0.9),
      halfSessionMs: quantileOf(sessionMs, 0.5),
      halfSessionMessages: quantileOf(sessionMessages, 0.5),
      slowest: readSlowestReplies(store, scope),
      retention: readRetention(store, chosen, request),
      revenue: readRevenueByIntent(store, scope),
      buttons: readButtonClicks(store, scope),
      said: {
        incoming: readPhrases(store, scope, 'incoming'),
        outgoing: readPhrases(store, scope, 'outgoing'),
      },
      hours: byHourOfWeek(store, scope, request.dates.zone),
    }
  },

  render(data, request) {
    const { span, extent, sessions } = data
    const { cohort } = chosenUnit(request)
    const about = `How people talk with the bot, from ${request.dates.date(span.from)} to ${request.dates.date(span.to - 1)}`
    return {
      title: 'Engagement',
      section: '/engagement',
      isLive: true,
      content: html`${pageHead('Engagement', about, spanPicker(request, data, { cohort }))}
<div class="stack">${
        extent === undefined
          ? nothingTracked(request)
          : sessions.sessions === 0
            ? emptyState({ title: 'No sessions in this span of time', text: 'Choose a longer one.' })
            : content(data, request)
      }</div>
${extent !== undefined && exportLinks({ span, bot: data.bot })}`,
    }
  },
}

/** The length of the periods, and the parameter that asks for it; undefined for days. */
function chosenUnit({ query }: PageRequest): {
  readonly unit: CohortUnit
  readonly cohort: string | undefined
} {
  const value = query.get('cohort') ?? ''
  const isKnown = Object.hasOwn(COHORT_PERIODS, value) && value !== 'day'
  return isKnown ? { unit: value as CohortUnit, cohort: value } : { unit: 'day', cohort: undefined }
}

function readRetention(
  store: TrackerStore,
  { span, scope, extent }: PageScope,
  request: PageRequest,
): CohortTable {
  const { unit } = chosenUnit(request)
  const periods = cohortPeriods(unit, span, request.dates.zone, extent)
  return { unit, periods, cohorts: readCohorts(store, periods, scope.bot) }
}

function byHourOfWeek(store: TrackerStore, scope: Scope, zone: string): readonly number[] {
  const hours = Array<number>(WEEK_HOURS).fill(0)
  const slots = readIncomingBySlot(store, scope)
  const offsets = offsetsAt(
    slots.map(({ slot }) => slot),
    zone,
  )
  for (const [place, { slot, count: messages }] of slots.entries()) {
    const hour = Math.floor((slot + (offsets[place] ?? 0)) / HOUR_MS) + EPOCH_HOUR
    const index = ((hour % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS
    hours[index] = (hours[index] ?? 0) + messages
  }
  return hours
}

function content(data: Engagement, request: PageRequest): Html {
  const { said, retention, hours, sessions, slowest, buttons, revenue } = data
  return html`${engagementFigures(data)}
${cohortTable(retention, request)}
<div class="columns">${exits(sessions, request)}${slowestReplies(slowest, request)}</div>
<section class="card" aria-labelledby="hours"><header><h2 id="hours">Busiest hours</h2><p>Messages from users, by weekday and hour in ${request.dates.zone}</p></header>${weekHours(hours)}</section>
<div class="columns">
  <section class="card" aria-labelledby="top-in"><header><h2 id="top-in">What users write most</h2><p>${latest('messages')}</p></header>${phraseList(said.incoming, request)}</section>
  <section class="card" aria-labelledby="top-out"><header><h2 id="top-out">What the bot writes most</h2><p>${latest('messages')}</p></header>${phraseList(said.outgoing, request)}</section>
</div>
${clicks(buttons)}
${revenueByIntent(revenue, request)}`
}

const latest = (what: string): string => `Of the latest ${count(MAX_COUNTED)} ${what}`
