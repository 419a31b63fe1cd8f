import { NOT_HANDLED } from '../../../wire/not-handled'
import type { FunnelCount, FunnelLeaver, FunnelStep } from '../../queries/funnel'
import { readFunnel, readFunnelLeavers } from '../../queries/funnel'
import { readIntents } from '../../queries/intents'
import type { EventName } from '../../queries/names'
import { eventNames, intentNames } from '../../queries/names'
import type { Scope } from '../../queries/span'
import { readSteps } from '../../queries/steps'
import type { TrackerStore } from '../../store/tracker-store'
import {
  BOUNDS,
  type ChosenFunnel,
  type FunnelChoices,
  funnelForm,
  funnelParameters,
  readChosenFunnel,
} from '../funnel-form'
import type { Html } from '../html'
import { html } from '../html'
import type { Page } from '../page'
import { emptyState, nothingTracked } from '../parts/empty-state'
import { exportLinks } from '../parts/export-links'
import { funnelLeavers, funnelSteps } from '../parts/funnel'
import { pageHead } from '../parts/page-head'
import { spanPicker } from '../parts/span-picker'
import type { PageRequest } from '../request'
import { along, idParameter } from '../request'
import { chooseScope, type PageScope } from '../scope'

interface Funnel extends PageScope, ChosenFunnel, FunnelChoices {
  readonly counts: readonly FunnelCount[]
  /** The same hours before; undefined where there is nothing to compare with. */
  readonly before: readonly FunnelCount[] | undefined
  /** The step, from 1 on, after which the users left who are listed. */
  readonly left: number | undefined
  readonly leavers: readonly FunnelLeaver[]
  /** A funnel to begin with; empty where nothing was seen that could be one. */
  readonly suggestion: readonly FunnelStep[]
}

export const funnelPage: Page<Funnel> = {
  path: '/funnel',

  load(store, request) {
    const chosen = chooseScope(store, request)
    const { scope, compared } = chosen
    const funnel = readChosenFunnel(request.query)
    const { steps } = funnel
    const query = { scope, steps, bound: BOUNDS[funnel.within] }
    const wanted = idParameter(request.query.get('left')) ?? 0
    const left = wanted >= 1 && wanted < steps.length ? wanted : undefined
    const events = eventNames(store)
    return {
      ...{ ...chosen, ...funnel, events, left, intents: intentNames(store) },
      counts: readFunnel(store, { ...query, until: compared?.now.to }),
      before: compared && readFunnel(store, { ...query, scope: compared.before }),
      leavers: left === undefined ? [] : readFunnelLeavers(store, query, left - 1),
      suggestion: steps.length === 0 ? suggest(store, scope, events) : [],
    }
  },

  render(data, request) {
    const keep = {
      ...funnelParameters(data),
      left: data.left === undefined ? undefined : String(data.left),
    }
    return {
      title: 'Funnel',
      section: '/funnel',
      isLive: true,
      content: html`${pageHead('Funnel', 'How many users pass each step, in this order.', spanPicker(request, data, keep))}
${data.extent === undefined ? html`<div>${nothingTracked(request)}</div>` : html`${funnelForm(data, data, request)}<div class="stack">${result(data, request)}</div>${exportLinks({ span: data.span, bot: data.bot })}${exportLinks({ subject: 'events', span: data.span, bot: data.bot })}`}`,
    }
  },
}

/** The most frequent intent, what most often follows it, and an event. */
function suggest(store: TrackerStore, scope: Scope, events: readonly EventName[]): readonly FunnelStep[] {
  const first = readIntents(store, scope).find(({ name, incoming }) => incoming > 0 && name !== NOT_HANDLED)
  if (first === undefined) return []
  const follows = readSteps(store, scope).find(
    ({ from, to }) => from === first.name && to !== first.name && to !== NOT_HANDLED,
  )
  const event = events.find(({ type }) => type === 'revenueEvent') ?? events[0]
  const steps: FunnelStep[] = [{ kind: 'intent', name: first.name }]
  if (follows !== undefined) steps.push({ kind: 'intent', name: follows.to })
  if (event !== undefined) steps.push({ kind: 'event', ...event })
  return steps
}

function result(data: Funnel, request: PageRequest): Html {
  if (data.steps.length === 0) return invitation(data.suggestion, request)
  return html`${funnelSteps(data, request)}${data.left !== undefined && funnelLeavers(data, data.left, request)}`
}

function invitation(suggestion: readonly FunnelStep[], request: PageRequest): Html {
  const href = along(request, '/funnel', funnelParameters({ steps: suggestion, within: 'any' }))
  return emptyState({
    title: 'Choose the steps',
    text: html`Each step is a message with an intent, or an event. A user counts for a step after having passed the one before it.${
      suggestion.length > 1 &&
      html` For example: <a href="${href}">${suggestion.map(({ name }) => name).join(' → ')}</a>.`
    }`,
  })
}
