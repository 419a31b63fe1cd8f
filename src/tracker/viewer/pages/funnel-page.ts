import { NOT_HANDLED } from '../../../wire/not-handled'
import type { FunnelBound, FunnelCount, FunnelStep } from '../../queries/funnel'
import { MAX_STEPS, readFunnel } from '../../queries/funnel'
import { readIntents } from '../../queries/intents'
import type { EventName } from '../../queries/names'
import { eventNames, intentNames } from '../../queries/names'
import type { Scope } from '../../queries/span'
import { readSteps } from '../../queries/steps'
import type { TrackerStore } from '../../store/tracker-store'
import type { Html } from '../html'
import { html } from '../html'
import { count, duration, percent, plural } from '../numbers'
import type { Page } from '../page'
import { bar } from '../parts/bar'
import { emptyState, nothingTracked } from '../parts/empty-state'
import { eventValue, parseEventValue } from '../parts/event-value'
import { pageHead } from '../parts/page-head'
import { hiddenFields, spanPicker } from '../parts/span-picker'
import type { PageRequest } from '../request'
import { along } from '../request'
import { chooseScope, type PageScope } from '../scope'

interface Funnel extends PageScope {
  /** What one pass has to stay within. */
  readonly within: BoundName
  readonly steps: readonly FunnelStep[]
  readonly counts: readonly FunnelCount[]
  readonly intents: readonly string[]
  readonly events: readonly EventName[]
  /** A funnel to begin with; empty where nothing was seen that could be one. */
  readonly suggestion: readonly FunnelStep[]
}

const LEAST_FIELDS = 3

/** What one pass has to stay within, by the value of `within` in the query. */
const BOUNDS = {
  any: 'any',
  session: 'session',
  hour: 60 * 60_000,
  day: 24 * 60 * 60_000,
  week: 7 * 24 * 60 * 60_000,
} as const satisfies Record<string, FunnelBound>

type BoundName = keyof typeof BOUNDS

const BOUND_LABELS: Readonly<Record<BoundName, string>> = {
  any: 'Any time',
  session: 'One session',
  hour: 'One hour',
  day: '24 hours',
  week: '7 days',
}

function boundName(value: string | null): BoundName {
  return value !== null && Object.hasOwn(BOUNDS, value) ? (value as BoundName) : 'any'
}

export const funnelPage: Page<Funnel> = {
  path: '/funnel',

  load(store, request) {
    const chosen = chooseScope(store, request)
    const { scope } = chosen
    const within = boundName(request.query.get('within'))
    const steps = request.query
      .getAll('step')
      .map(parseStep)
      .filter((step) => step !== undefined)
      .slice(0, MAX_STEPS)
    const events = eventNames(store)
    return {
      ...chosen,
      within,
      steps,
      counts: readFunnel(store, { scope, steps, bound: BOUNDS[within] }),
      intents: intentNames(store),
      events,
      suggestion: steps.length === 0 ? suggest(store, scope, events) : [],
    }
  },

  render(data, request) {
    const { steps } = data
    const keep = { step: steps.map(stepValue), within: data.within === 'any' ? undefined : data.within }
    return {
      title: 'Funnel',
      section: '/funnel',
      isLive: true,
      content: html`${pageHead('Funnel', 'How many users pass each step, in this order.', spanPicker(request, data, keep))}
${data.extent === undefined ? html`<div data-live="funnel">${nothingTracked(request)}</div>` : html`${form(data, request)}<div data-live="funnel">${result(data, request)}</div>`}`,
    }
  },
}

/** A step as one value of a form: `intent:NAME` or `event:TYPE/NAME`. */
function stepValue(step: FunnelStep): string {
  return step.kind === 'intent' ? `intent:${step.name}` : `event:${eventValue(step)}`
}

function parseStep(value: string): FunnelStep | undefined {
  if (value.length > 500) return undefined
  if (value.startsWith('intent:') && value.length > 'intent:'.length) {
    return { kind: 'intent', name: value.slice('intent:'.length) }
  }
  const event = value.startsWith('event:') ? parseEventValue(value.slice('event:'.length)) : undefined
  return event === undefined ? undefined : { kind: 'event', ...event }
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

function form({ steps, intents, events, within }: Funnel, request: PageRequest): Html {
  const fields = Math.min(MAX_STEPS, Math.max(LEAST_FIELDS, steps.length + 1))
  return html`<form class="search steps" action="/funnel" aria-label="Steps">
  ${hiddenFields(request.thread)}
  ${Array.from({ length: fields }, (_, index) => {
    const step = steps[index]
    return html`<label class="field"><span>Step ${index + 1}</span><select name="step">${stepOptions(step, intents, events)}</select></label>`
  })}
  <label class="field"><span>Within</span><select name="within">${Object.entries(BOUND_LABELS).map(
    ([name, label]) => html`<option value="${name}" ${name === within && html`selected`}>${label}</option>`,
  )}</select></label>
  <div class="search-actions"><button class="button" type="submit">Show</button>${steps.length > 0 && html`<a href="${along(request, '/funnel')}">Clear</a>`}</div>
</form>`
}

function stepOptions(
  chosen: FunnelStep | undefined,
  intents: readonly string[],
  events: readonly EventName[],
): Html {
  const value = chosen === undefined ? '' : stepValue(chosen)
  const offered = [
    ...intents.map((name): FunnelStep => ({ kind: 'intent', name })),
    ...events.map((event): FunnelStep => ({ kind: 'event', ...event })),
  ]
  const isOffered = offered.some((step) => stepValue(step) === value)
  const option = (step: FunnelStep) =>
    html`<option value="${stepValue(step)}" ${stepValue(step) === value && html`selected`}>${stepLabel(step)}</option>`
  return html`<option value="">Choose</option>
${chosen !== undefined && !isOffered && option(chosen)}
<optgroup label="Intents">${offered.filter(({ kind }) => kind === 'intent').map(option)}</optgroup>
<optgroup label="Events">${offered.filter(({ kind }) => kind === 'event').map(option)}</optgroup>`
}

function stepLabel(step: FunnelStep): string {
  return step.kind === 'intent' ? step.name : `${step.name} (${step.type})`
}

function result({ steps, counts, suggestion }: Funnel, request: PageRequest): Html {
  if (steps.length === 0) return invitation(suggestion, request)
  const first = counts[0]?.users ?? 0
  const last = counts.at(-1)?.users ?? 0
  return html`<section class="card" aria-labelledby="funnel-title"><header><h2 id="funnel-title">${plural(last, 'user')} of ${count(first)} passed every step</h2>
<p>${percent(share(last, first))}</p></header>
<ol class="funnel">${steps.map((step, index) => {
    const { users, medianMs } = counts[index] ?? NOBODY
    const before = index === 0 ? users : (counts[index - 1]?.users ?? 0)
    return html`<li>
    <div class="funnel-head"><span class="funnel-index" aria-hidden="true">${index + 1}</span><span class="name">${step.name}</span><span class="quiet">${step.kind === 'intent' ? 'intent' : step.type}</span></div>
    <div class="funnel-bar">${bar(share(users, first))}</div>
    <div class="funnel-figures"><strong>${plural(users, 'user')}</strong><span>${percent(share(users, first))} of the first</span>${
      index > 0 &&
      html`<span>${percent(share(users, before))} of the step before</span><span>${count(before - users)} left</span>${medianMs !== undefined && html`<span>half within ${duration(medianMs)}</span>`}`
    }</div></li>`
  })}</ol></section>`
}

const NOBODY: FunnelCount = { users: 0, medianMs: undefined }

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

function invitation(suggestion: readonly FunnelStep[], request: PageRequest): Html {
  const href = along(request, '/funnel', { step: suggestion.map(stepValue) })
  return emptyState({
    title: 'Choose the steps',
    text: html`Each step is a message with an intent, or an event. A user counts for a step after having passed the one before it.${
      suggestion.length > 1 &&
      html` For example: <a href="${href}">${suggestion.map(({ name }) => name).join(' → ')}</a>.`
    }`,
  })
}
