import { scopeAround } from '../middleware/turn/call-scope'
import type { TrackedRun } from './tracked-run'

/** Maximum number of runs that one object keeps: what nobody reads is not kept for ever. */
const MAX_PENDING = 100

/** The calls that returned one object and have not ended: it may be the same object again, in other turns too. */
export class PendingRuns {
  /** From the oldest to the newest. */
  readonly #runs: TrackedRun[] = []
  readonly #begun = new Set<TrackedRun>()

  add(run: TrackedRun): void {
    this.#runs.push(run)
    if (this.#runs.length <= MAX_PENDING) return
    const [oldest] = this.#runs
    if (oldest !== undefined) this.remove(oldest)
  }

  remove(run: TrackedRun): void {
    this.#begun.delete(run)
    const index = this.#runs.indexOf(run)
    if (index >= 0) this.#runs.splice(index, 1)
  }

  /**
   * The runs that go on where this is called, the innermost first: of each decoration the one that has begun, else the
   * newest. A run that another turn left unread is not among them.
   */
  here(): readonly TrackedRun[] {
    if (this.#runs.length === 0) return this.#runs
    const found: TrackedRun[] = []
    for (const run of this.#ofThisTurn().reverse()) {
      const at = found.findIndex((other) => other.tracking === run.tracking)
      if (at < 0) found.push(run)
      else if (this.#begun.has(run)) found[at] = run
    }
    return found.reverse()
  }

  /** Takes the runs that go on here. */
  take(): readonly TrackedRun[] {
    const runs = this.here()
    for (const run of runs) this.remove(run)
    return runs
  }

  begin(run: TrackedRun): void {
    this.#begun.add(run)
  }

  hasBegun(run: TrackedRun): boolean {
    return this.#begun.has(run)
  }

  #ofThisTurn(): TrackedRun[] {
    const around = scopeAround()?.turn
    const own = this.#runs.filter((run) => run.isOf(around))
    if (own.length > 0 || around !== undefined) return own
    // The asynchronous context was lost on the way here: only one turn can be meant where it is the only one.
    const [first] = this.#runs
    const isOnly = this.#runs.every(({ turn }) => turn === first?.turn && !turn.isOver)
    return isOnly ? [...this.#runs] : []
  }
}
