import { allowManyListeners } from '../internal/many-listeners'
import type { SendOptions } from '../transports/transport'

/** What ends one attempt. */
export interface AttemptSignal {
  /** For the transport. */
  readonly options: SendOptions
  abort(): void
}

/**
 * Signals for attempts, one for each that is in flight. The signal of an attempt that has ended serves the next one: to
 * make one takes longer than all else that is done for an attempt here.
 */
export class AttemptSignals {
  readonly #all: AbortSignal
  readonly #made = new Set<AttemptSignal>()
  readonly #free: AttemptSignal[] = []

  /** @param all Aborts all of them. */
  constructor(all: AbortSignal) {
    this.#all = all
    all.addEventListener('abort', () => {
      for (const signal of this.#made) signal.abort()
    })
  }

  take(): AttemptSignal {
    return this.#free.pop() ?? this.#make()
  }

  /** Of an attempt that has ended by itself. */
  release(signal: AttemptSignal): void {
    this.#free.push(signal)
  }

  /** Of an attempt that is given up. */
  abort(signal: AttemptSignal): void {
    this.#made.delete(signal)
    signal.abort()
  }

  #make(): AttemptSignal {
    const controller = new AbortController()
    const { signal } = controller
    allowManyListeners(signal)
    const made = { options: { signal }, abort: () => controller.abort() }
    this.#made.add(made)
    if (this.#all.aborted) made.abort()
    return made
  }
}
