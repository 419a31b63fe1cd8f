import type { TurnOutcome } from '../inbox/inbox'

/** What an adapter has to do, and what it did since it was made. Counts of events, one turn each. */
export interface AdapterStats {
  /** Events that wait for this process, or whose turns run. */
  readonly pending: number
  /** When the oldest of them was received, in ms since 1970; undefined where there is none. */
  readonly oldest: number | undefined
  /** Turns that run. */
  readonly running: number
  /** Turns that came to an end without an error, or were given up after `turnTimeoutMs`. */
  readonly handled: number
  /** Turns that ended with an error that no `onTurnError` handled, each try counted. */
  readonly failed: number
  /** Turns that did not end within `turnTimeoutMs`. */
  readonly timedOut: number
  /** Events that will not be handled: dead letters of a durable inbox, failed turns of the memory inbox. */
  readonly dead: number
  /** Events that X delivered again, passed over. */
  readonly redelivered: number
  /** Events for accounts that are not the bot's, passed over. */
  readonly otherAccounts: number
  /** Webhooks answered with 503: the inbox is full, its medium fails, or the adapter is closing. */
  readonly refused: number
}

/** Watches adapters, for metrics: `openTelemetry()` of `botbuilder-dashbot/opentelemetry`, or your own. */
export interface AdapterObserver {
  /** Called once by each adapter that it observes, with the counts to read at any time. What it throws is ignored. */
  watchAdapter(stats: () => AdapterStats): void
}

type Present = Pick<AdapterStats, 'pending' | 'oldest' | 'running'>

/** Counts for `stats()`. */
export class TurnCounts {
  handled = 0
  failed = 0
  timedOut = 0
  dead = 0
  redelivered = 0
  otherAccounts = 0
  refused = 0

  settled({ kind }: TurnOutcome): void {
    if (kind === 'handled') this.handled += 1
    else if (kind === 'dead') this.dead += 1
  }

  stats(present: Present): AdapterStats {
    const { handled, failed, timedOut, dead, redelivered, otherAccounts, refused } = this
    return { ...present, handled, failed, timedOut, dead, redelivered, otherAccounts, refused }
  }
}
