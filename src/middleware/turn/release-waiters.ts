import { withinTime } from '../../internal/within-time'
import type { TurnRecord } from './turn-record'

interface Waiter {
  readonly turns: Set<TurnRecord>
  readonly resolve: () => void
}

/** Resolves when turns are not held any more. Costs nothing while nobody waits. */
export class ReleaseWaiters {
  readonly #waiters = new Set<Waiter>()

  /** @returns the turns that are still held after `timeoutMs` */
  async wait(turns: readonly TurnRecord[], timeoutMs: number): Promise<readonly TurnRecord[]> {
    let resolve = (): void => {}
    const released = new Promise<void>((resolvePromise) => {
      resolve = resolvePromise
    })
    const waiter: Waiter = { turns: new Set(turns), resolve }
    this.#waiters.add(waiter)
    await withinTime(released, { timeoutMs }).catch(() => {})
    this.#waiters.delete(waiter)
    return [...waiter.turns]
  }

  released(turn: TurnRecord): void {
    for (const { turns, resolve } of this.#waiters) {
      if (turns.delete(turn) && turns.size === 0) resolve()
    }
  }
}
