import { NOT_HANDLED } from '../../../wire/not-handled'
import type { Html } from '../html'
import { html } from '../html'
import type { PageRequest } from '../request'
import { along } from '../request'

/** An intent's name, which leads to what is known of it. */
export function intentChip(name: string, request: PageRequest, confidence?: number): Html {
  const isUnknown = name === NOT_HANDLED
  return html`<a class="chip ${isUnknown && 'chip-bad'}" href="${along(request, '/intents', { intent: name })}">${name}${
    confidence !== undefined &&
    html`<span class="chip-note" title="Confidence">${Math.round(confidence * 100)}%</span>`
  }</a>`
}
