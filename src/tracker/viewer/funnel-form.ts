import type { FunnelBound, FunnelStep } from '../queries/funnel'
import { MAX_STEPS } from '../queries/funnel'
import type { EventName } from '../queries/names'
import type { Html } from './html'
import { html } from './html'
import { eventValue, parseEventValue } from './parts/event-value'
import { hiddenFields } from './parts/span-picker'
import type { PageRequest, Parameters } from './request'
import { along } from './request'

/** What one pass has to stay within, by the value of `within` in the query. */
export const BOUNDS = {
  any: 'any',
  session: 'session',
  hour: 60 * 60_000,
  day: 24 * 60 * 60_000,
  week: 7 * 24 * 60 * 60_000,
} as const satisfies Record<string, FunnelBound>

export type BoundName = keyof typeof BOUNDS

const BOUND_LABELS: Readonly<Record<BoundName, string>> = {
  any: 'Any time',
  session: 'One session',
  hour: 'One hour',
  day: '24 hours',
  week: '7 days',
}

const LEAST_FIELDS = 3

/** A funnel as the page's query describes it. */
export interface ChosenFunnel {
  readonly steps: readonly FunnelStep[]
  readonly within: BoundName
}

/** Reads `step` and `within`; what makes no sense is left out. */
export function readChosenFunnel(query: URLSearchParams): ChosenFunnel {
  const within = query.get('within') ?? ''
  return {
    steps: query
      .getAll('step')
      .map(parseStep)
      .filter((step) => step !== undefined)
      .slice(0, MAX_STEPS),
    within: Object.hasOwn(BOUNDS, within) ? (within as BoundName) : 'any',
  }
}

/** The same as a query. */
export function funnelParameters({ steps, within }: ChosenFunnel): Parameters {
  return { step: steps.map(stepValue), within: within === 'any' ? undefined : within }
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

/** What the form offers. */
export interface FunnelChoices {
  readonly intents: readonly string[]
  readonly events: readonly EventName[]
}

/** Chooses the steps, and what a pass has to stay within. */
export function funnelForm(
  { steps, within }: ChosenFunnel,
  choices: FunnelChoices,
  request: PageRequest,
): Html {
  const fields = Math.min(MAX_STEPS, Math.max(LEAST_FIELDS, steps.length + 1))
  return html`<form class="search steps" action="/funnel" aria-label="Steps">
  ${hiddenFields(request.thread)}
  ${Array.from({ length: fields }, (_, index) => {
    return html`<label class="field"><span>Step ${index + 1}</span><select name="step">${stepOptions(steps[index], choices)}</select></label>`
  })}
  <label class="field"><span>Within</span><select name="within">${Object.entries(BOUND_LABELS).map(
    ([name, label]) => html`<option value="${name}" ${name === within && html`selected`}>${label}</option>`,
  )}</select></label>
  <div class="search-actions"><button class="button" type="submit">Show</button>${steps.length > 0 && html`<a href="${along(request, '/funnel')}">Clear</a>`}</div>
</form>`
}

function stepOptions(chosen: FunnelStep | undefined, { intents, events }: FunnelChoices): Html {
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
