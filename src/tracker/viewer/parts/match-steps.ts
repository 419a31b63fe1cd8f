import type { MatchPlace } from '../../queries/matches'
import type { Html } from '../html'
import { html } from '../html'
import { count, plural } from '../numbers'

export interface MatchSteps {
  /** Oldest first. */
  readonly matches: readonly MatchPlace[]
  /** The item at which the conversation is opened; undefined at its end. */
  readonly current: MatchPlace | undefined
  readonly addressOf: (place: MatchPlace) => string
}

/** Leads from match to match within a conversation. Empty without any. */
export function matchSteps({ matches, current, addressOf }: MatchSteps): Html {
  if (matches.length === 0) return html``
  const index = matches.findIndex(({ kind, id }) => kind === current?.kind && id === current.id)
  const before =
    index >= 0 ? matches[index - 1] : matches.findLast(({ time }) => time < (current?.time ?? Infinity))
  const after =
    index >= 0 ? matches[index + 1] : matches.find(({ time }) => time > (current?.time ?? Infinity))
  const step = (place: MatchPlace | undefined, label: string, rel: 'prev' | 'next') =>
    place === undefined
      ? html`<span class="button" aria-disabled="true">${label}<span class="roomy">\u00a0match</span></span>`
      : html`<a class="button" rel="${rel}" href="${addressOf(place)}">${label}<span class="roomy">\u00a0match</span></a>`
  return html`<nav class="matches" aria-label="Matches">
  <p>${index < 0 ? plural(matches.length, 'match', 'matches') : `Match ${count(index + 1)} of ${count(matches.length)}`}</p>
  ${step(before, 'Previous', 'prev')}
  ${step(after, 'Next', 'next')}
</nav>`
}
