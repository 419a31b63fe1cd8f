import { setTimeout } from 'node:timers'
import { outsideTurns } from '../../delivery/outside-turns'
import { SlotList } from '../../internal/slot-list'
import type { InboxTurn } from '../inbox/inbox'

/** A turn that runs. */
export interface RunningTurn {
  readonly turn: InboxTurn
  /** In ms on the monotonic clock. */
  readonly startedAt: number
  slot: number
}

/** Turns that run, with one timer for all: each may take the same time. */
export class RunningTurns {
  readonly #timeoutMs: number
  readonly #onExpired: (running: RunningTurn) => void
  readonly #running = new SlotList<RunningTurn>()
  #timer: NodeJS.Timeout | undefined

  /** @param onExpired called with a turn that still runs after its time, which has to delete it */
  constructor(timeoutMs: number, onExpired: (running: RunningTurn) => void) {
    this.#timeoutMs = timeoutMs
    this.#onExpired = onExpired
  }

  get size(): number {
    return this.#running.size
  }

  add(turn: InboxTurn): RunningTurn {
    const running = { turn, startedAt: performance.now(), slot: -1 }
    running.slot = this.#running.add(running)
    if (this.#timer === undefined) this.#expireIn(this.#timeoutMs)
    return running
  }

  /** false: it runs no more. */
  delete(running: RunningTurn): boolean {
    if (!this.#running.has(running.slot, running)) return false
    this.#running.remove(running.slot)
    return true
  }

  #expireIn(delayMs: number): void {
    this.#timer = outsideTurns(() => setTimeout(() => this.#expire(), delayMs).unref())
  }

  /** The timer runs on where no turn does, and is not set for each turn. */
  #expire(): void {
    this.#timer = undefined
    let nextMs = Number.POSITIVE_INFINITY
    for (const running of [...this.#running]) {
      const leftMs = running.startedAt + this.#timeoutMs - performance.now()
      if (leftMs > 0) nextMs = Math.min(nextMs, leftMs)
      else this.#onExpired(running)
    }
    if (this.#timer === undefined && nextMs < Number.POSITIVE_INFINITY) this.#expireIn(Math.ceil(nextMs))
  }
}
