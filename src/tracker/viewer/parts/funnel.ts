import type { FunnelCount, FunnelLeaver } from '../../queries/funnel'
import { type ChosenFunnel, funnelParameters } from '../funnel-form'
import type { Html } from '../html'
import { html } from '../html'
import { count, duration, percent, plural } from '../numbers'
import type { PageRequest } from '../request'
import { along } from '../request'
import type { PageScope } from '../scope'
import { bar } from './bar'
import { changeMark } from './stat'
import { transcriptAddress } from './user-list'
import { userName } from './user-name'

export interface FunnelResult extends ChosenFunnel, Pick<PageScope, 'compared'> {
  readonly counts: readonly FunnelCount[]
  readonly before: readonly FunnelCount[] | undefined
  readonly leavers: readonly FunnelLeaver[]
}

/** How many users passed each step, beside before; who left in between is a link. */
export function funnelSteps(result: FunnelResult, request: PageRequest): Html {
  const { steps, counts, before } = result
  const first = counts[0]?.users ?? 0
  const last = counts.at(-1)?.users ?? 0
  const passed = (all: readonly FunnelCount[] | undefined) =>
    all && share(all.at(-1)?.usersUntil ?? 0, all[0]?.usersUntil ?? 0)
  return html`<section class="card" aria-labelledby="funnel-title"><header><h2 id="funnel-title">${plural(last, 'user')} of ${count(first)} passed every step</h2>
<p>${percent(share(last, first))} ${changeMark(before && passed(counts), passed(before))}</p></header>
<ol class="funnel">${steps.map((_, index) => funnelStep(result, index, request))}</ol></section>`
}

function funnelStep(
  { steps, within, counts, before }: FunnelResult,
  index: number,
  request: PageRequest,
): Html {
  const step = steps[index]
  const { users = 0, usersUntil = 0, medianMs } = counts[index] ?? {}
  const first = counts[0]?.users ?? 0
  const previous = counts[index - 1]?.users ?? 0
  const left = along(request, '/funnel', { ...funnelParameters({ steps, within }), left: String(index) })
  return html`<li>
    <div class="funnel-head"><span class="funnel-index" aria-hidden="true">${index + 1}</span><span class="name">${step?.name}</span><span class="quiet">${step?.kind === 'event' ? step.type : 'intent'}</span></div>
    <div class="funnel-bar">${bar(share(users, first))}</div>
    <div class="funnel-figures"><strong>${plural(users, 'user')}</strong>${changeMark(before && usersUntil, before?.[index]?.users)}<span>${percent(share(users, first))} of the first</span>${
      index > 0 &&
      html`<span>${percent(share(users, previous))} of the step before</span><span>${previous === users ? 'nobody left' : html`<a href="${left}#left">${count(previous - users)} left</a>`}</span>${medianMs !== undefined && html`<span>half within ${duration(medianMs)}</span>`}`
    }</div></li>`
}

/** The users who came to a step (from 1 on) and not to the next one. */
export function funnelLeavers({ steps, leavers }: FunnelResult, left: number, request: PageRequest): Html {
  const { dates, now } = request
  const [from, to] = [steps[left - 1]?.name, steps[left]?.name]
  return html`<section class="card" aria-labelledby="left"><header><h2 id="left">Left after ${from}</h2><p>The latest who did not come to ${to}, where they were last at ${from}</p></header>
${
  leavers.length === 0
    ? html`<p class="nothing">Nobody.</p>`
    : html`<ul class="users users-compact">${leavers.map((leaver) => {
        const { user, time } = leaver
        return html`<li><a href="${transcriptAddress(request, user.userId, leaver)}"><span class="user-id">${userName(user)}</span><time title="${dates.full(time)}">${dates.short(time, now)}</time></a></li>`
      })}</ul>`
}</section>`
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
