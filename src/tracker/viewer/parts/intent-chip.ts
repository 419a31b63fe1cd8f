import { NOT_HANDLED } from '../../../wire/not-handled'
import type { Html } from '../html'
import { html } from '../html'
import { address } from '../request'

/** An intent's name, which leads to what is known of it. */
export function intentChip(name: string, confidence?: number): Html {
  const isUnknown = name === NOT_HANDLED
  return html`<a class="chip ${isUnknown && 'chip-bad'}" href="${address('/intents', { intent: name })}">${name}${
    confidence !== undefined &&
    html`<span class="chip-note" title="Confidence">${Math.round(confidence * 100)}%</span>`
  }</a>`
}
