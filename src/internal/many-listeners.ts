import { setMaxListeners } from 'node:events'

/** Lets any number of listeners wait for the signal without a warning. */
export function allowManyListeners(signal: AbortSignal): void {
  try {
    setMaxListeners(0, signal)
  } catch {
    // Under Jest's jsdom, signals are jsdom's, which have no such limit.
  }
}
