import type { TimeSpan } from '../queries/span'
import type { UserFilter } from '../queries/user-filter'
import { parseSearch } from '../search/search-terms'
import { eventValue, parseEventValue } from './parts/event-value'
import type { PageRequest, Parameters } from './request'
import { textParameter } from './request'
import type { PageScope } from './scope'

/** What conversations are chosen by: in the list, and from match to match within one. */
export interface TranscriptFilter extends UserFilter {
  /** The text that was searched for. */
  readonly text: string | undefined
  /** The chosen span; undefined for all time. */
  readonly span: TimeSpan | undefined
}

const EVER = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER }

/** Reads `q`, `user`, `intent` and `event` of a page's query. Without a chosen span, it is about all time. */
export function readTranscriptFilter({ query, thread }: PageRequest, { scope }: PageScope): TranscriptFilter {
  const { span, from, to } = thread
  const isSpanned = span !== undefined || from !== undefined || to !== undefined
  const text = textParameter(query, 'q')
  return {
    text,
    terms: text === undefined ? undefined : parseSearch(text),
    idPrefix: textParameter(query, 'user'),
    intent: textParameter(query, 'intent'),
    event: parseEventValue(textParameter(query, 'event')),
    span: isSpanned ? scope : undefined,
    scope: isSpanned ? scope : { ...EVER, bot: scope.bot },
  }
}

/** The parameters of an address with the same filter. */
export function filterParameters({ text, idPrefix, intent, event }: TranscriptFilter): Parameters {
  return { q: text, user: idPrefix, intent, event: event && eventValue(event) }
}
