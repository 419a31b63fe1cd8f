import type { SearchTerms } from '../search/search-terms'
import type { EventName } from './names'
import type { Scope } from './span'

/** Selects users; every condition given must hold. */
export interface UserFilter {
  /** Wrote, or got, a message with these terms, or has them in id, name or handle. */
  readonly terms?: SearchTerms | undefined
  /** Has an id that begins like this. */
  readonly idPrefix?: string | undefined
  /** Had a message with this intent. */
  readonly intent?: string | undefined
  /** Had this event. */
  readonly event?: EventName | undefined
  /** Had a session in it, or is one of the bot's users. */
  readonly scope?: Scope | undefined
}
