import { PRESETS } from '../chosen-span'
import type { Html } from '../html'
import { html } from '../html'
import type { PageRequest, Parameters } from '../request'
import { address } from '../request'
import type { PageScope } from '../scope'

const SHORT = { '24h': '24 h', '7d': '7 days', '30d': '30 days', '90d': '90 days', all: 'All' } as const

/** Chooses the page's span of time and its bot; `keep` are the other parameters of its query. */
export function spanPicker(request: PageRequest, scope: PageScope, keep: Parameters = {}): Html {
  const { path, thread } = request
  const { mark } = thread
  const { span, bot } = scope
  const presets = Object.keys(PRESETS) as (keyof typeof PRESETS)[]
  return html`<div class="span-picker">
  ${botPicker(request, scope, keep)}
  <nav aria-label="Span of time"><ul class="segments">${presets.map(
    (
      preset,
    ) => html`<li><a href="${address(path, { ...keep, bot, mark, span: preset })}" title="${PRESETS[preset]}"
      ${preset === span.preset && html`aria-current="true"`}>${SHORT[preset]}</a></li>`,
  )}</ul></nav>
  <form class="days" action="${path}" aria-label="Other days">
    ${hiddenFields({ ...keep, bot, mark, span: 'custom' })}
    <input type="date" name="from" value="${span.firstDay}" aria-label="First day" required>
    <span aria-hidden="true">–</span>
    <input type="date" name="to" value="${span.lastDay}" aria-label="Last day" required>
    <button type="submit">Show</button>
  </form>
</div>`
}

/** Empty for a single bot, unless another one is asked for. */
function botPicker({ path, thread }: PageRequest, { bots, bot }: PageScope, keep: Parameters): Html {
  if (bots.length < 2 && bot === undefined) return html``
  const names = bots.map(({ name }) => name)
  const all = bot === undefined || names.includes(bot) ? names : [bot, ...names]
  return html`<form class="bots" action="${path}" aria-label="Bot">
    ${hiddenFields({ ...keep, ...thread, bot: undefined })}
    <select name="bot" aria-label="Bot"><option value="">All bots</option>${all.map(
      (name) => html`<option value="${name}" ${name === bot && html`selected`}>${name}</option>`,
    )}</select>
    <button type="submit">Show</button>
  </form>`
}

/** Keeps parameters when a form is sent. */
export function hiddenFields(parameters: Parameters): readonly Html[] {
  return Object.entries(parameters).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => html`<input type="hidden" name="${name}" value="${value}">`),
  )
}
