import { SERVER_ROOTS } from './track-url'

const HOUR_MS = 3_600_000

/** How old a payload may be for Dashbot to take it, in ms: it wants realtime data. */
export const MAX_AGE_MS = 24 * HOUR_MS

/** The same for the tracker at the given address: Dashbot's older one takes only the last hour. */
export function maxAgeMsAt(serverRoot: string): number {
  return serverRoot === SERVER_ROOTS.dashbot ? HOUR_MS : MAX_AGE_MS
}
