import { setTimeout as wait } from 'node:timers/promises'

/** Time as this part of the library sees it, so that tests need not wait. */
export interface Clock {
  /** In ms since 1970. */
  now(): number
  wait(ms: number): Promise<unknown>
}

export const systemClock: Clock = { now: () => Date.now(), wait: (ms) => wait(ms) }
