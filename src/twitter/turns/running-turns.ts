import { setTimeout } from 'node:timers'
import { outsideTurns } from '../../delivery/outside-turns'
import type { InboxTurn } from '../inbox/inbox'

/** Turns that run, with one timer for all: each may take the same time. */
export class RunningTurns {
  readonly #timeoutMs: number
  readonly #onExpired: (turn: InboxTurn) => void
  /** When each began, in ms on the monotonic clock: the oldest first. */
  readonly #startedAt = new Map<InboxTurn, number>()
  #timer: NodeJS.Timeout | undefined

  /** @param onExpired called with a turn that is still there after its time, once */
  constructor(timeoutMs: number, onExpired: (turn: InboxTurn) => void) {
    this.#timeoutMs = timeoutMs
    this.#onExpired = onExpired
  }

  get size(): number {
    return this.#startedAt.size
  }

  add(turn: InboxTurn): void {
    this.#startedAt.set(turn, performance.now())
    if (this.#timer === undefined) this.#expireIn(this.#timeoutMs)
  }

  /** false: it was not there. */
  delete(turn: InboxTurn): boolean {
    return this.#startedAt.delete(turn)
  }

  #expireIn(delayMs: number): void {
    this.#timer = outsideTurns(() => setTimeout(() => this.#expire(), delayMs).unref())
  }

  /** The timer runs on where no turn does, and is not set for each turn. */
  #expire(): void {
    this.#timer = undefined
    for (const [turn, startedAt] of this.#startedAt) {
      const leftMs = startedAt + this.#timeoutMs - performance.now()
      if (leftMs > 0) {
        this.#expireIn(Math.ceil(leftMs))
        return
      }
      this.#onExpired(turn)
    }
  }
}
