import { readSessionFigures, shareNotHandled } from '../../queries/engagement'
import { type NotHandledGroup, readNotHandled } from '../../queries/not-handled'
import { type MessageTotals, notHandledRate, readMessageTotalsOf } from '../../queries/totals'
import type { Html } from '../html'
import { html } from '../html'
import { count, percent } from '../numbers'
import type { Page } from '../page'
import { emptyState, nothingTracked } from '../parts/empty-state'
import { notHandledGroup, notHandledTable } from '../parts/not-handled'
import { pageHead } from '../parts/page-head'
import { spanPicker } from '../parts/span-picker'
import { stat } from '../parts/stat'
import type { PageRequest } from '../request'
import { along, idParameter } from '../request'
import { chooseScope, type PageScope } from '../scope'

interface NotHandled extends PageScope {
  /** In percent; undefined: only what was not handled. */
  readonly below: number | undefined
  /** The message to which the one group that is shown belongs: its row. */
  readonly like: number | undefined
  readonly totals: MessageTotals
  readonly change: { readonly now: MessageTotals; readonly before: MessageTotals } | undefined
  readonly trend: readonly MessageTotals[]
  /** The share of the sessions that end with it. */
  readonly ends: number
  readonly groups: readonly NotHandledGroup[]
}

/** Confidences, in percent, below which messages are listed too. */
const BOUNDS = [30, 50, 70] as const
const MAX_GROUPS = 50
/** Of one group, so many messages. */
const SHOWN = 50

export const notHandledPage: Page<NotHandled> = {
  path: '/not-handled',

  load(store, request) {
    const chosen = chooseScope(store, request)
    const { scope, compared, buckets } = chosen
    const below = chosenBound(request.query)
    const like = idParameter(request.query.get('like'))
    const groups = readNotHandled(store, scope, {
      ...{ below: below && below / 100, like, limit: MAX_GROUPS },
      ...(like !== undefined && { examples: SHOWN }),
    })
    const wanted = [scope, ...buckets.spans, ...(compared ? [compared.now, compared.before] : [])]
    const [totals, ...others] = readMessageTotalsOf(store, wanted, scope.bot)
    const [now, before] = others.slice(buckets.spans.length)
    return {
      ...{ ...chosen, below, like, groups },
      totals: totals as MessageTotals,
      change: now && before && { now, before },
      trend: others.slice(0, buckets.spans.length),
      ends: shareNotHandled(readSessionFigures(store, scope)),
    }
  },

  render(data, request) {
    const { span, like } = data
    const about = `What users wrote before the bot could not answer, from ${request.dates.date(span.from)} to ${request.dates.date(span.to - 1)}`
    const keep = { below: boundValue(data.below), like: like === undefined ? undefined : String(like) }
    const all = along(request, '/not-handled', { below: keep.below })
    return {
      title: 'Not handled',
      section: '/not-handled',
      isLive: true,
      content: html`${like !== undefined && html`<nav class="trail" aria-label="Breadcrumb"><a href="${all}">Not handled</a></nav>`}${pageHead('Not handled', about, spanPicker(request, data, keep))}
<div class="stack">${content(data, request)}</div>`,
    }
  },
}

/** The confidence, in percent, below which messages are listed too. */
export function chosenBound(query: URLSearchParams): number | undefined {
  return BOUNDS.find((bound) => String(bound) === query.get('below'))
}

const boundValue = (bound: number | undefined): string | undefined =>
  bound === undefined ? undefined : String(bound)

function content(data: NotHandled, request: PageRequest): Html {
  const { extent, like, groups, buckets, below } = data
  if (extent === undefined) return nothingTracked(request)
  const [group] = groups
  if (like !== undefined)
    return group === undefined ? nothingAlike() : notHandledGroup(group, buckets, request)
  return html`${figures(data)}
${boundPicker(data, request)}
${group === undefined ? nothingMissed() : notHandledTable(groups, { buckets, below, request })}`
}

function figures({ totals, change, trend, buckets, ends, groups }: NotHandled): Html {
  const of = (pick: (totals: MessageTotals) => number) => ({
    now: change && pick(change.now),
    before: change && pick(change.before),
    trend: { values: trend.map(pick), isOpen: buckets.isOpen },
    isBad: true,
  })
  return html`<dl class="stats">
  ${stat({ label: 'Not handled', note: `of ${count(totals.incoming)} messages from users`, value: count(totals.notHandled), ...of((t) => t.notHandled) })}
  ${stat({ label: 'Share not handled', note: 'of the messages from users', value: percent(notHandledRate(totals)), ...of(notHandledRate) })}
  ${stat({ label: 'Sessions that end with it', note: 'the user wrote nothing more', value: percent(ends) })}
  ${stat({ label: 'Kinds of texts', note: 'with most words in common', value: `${count(groups.length)}${groups.length === MAX_GROUPS ? ' or more' : ''}` })}
</dl>`
}

function boundPicker({ below }: NotHandled, request: PageRequest): Html {
  const entry = (bound: number | undefined) =>
    html`<li><a href="${along(request, '/not-handled', { below: boundValue(bound) })}" ${
      bound === below && html`aria-current="true"`
    }>${bound === undefined ? 'Not handled' : `or below ${bound}%`}</a></li>`
  return html`<nav class="filters" aria-label="Least confidence"><ul class="segments">${[undefined, ...BOUNDS].map(entry)}</ul>
<a class="button" href="${along(request, '/not-handled.csv', { below: boundValue(below) })}" download>Export for training</a></nav>`
}

function nothingMissed(): Html {
  return emptyState({
    title: 'Everything was handled in this span of time',
    text: 'A message is not handled where it, or the bot’s answer, has the intent NotHandled.',
  })
}

function nothingAlike(): Html {
  return emptyState({
    title: 'Nothing like it in this span of time',
    text: 'Choose a longer one, or go back to all that was not handled.',
  })
}
