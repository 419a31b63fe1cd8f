import { clearInterval, setInterval } from 'node:timers'
import { DashbotError } from '../../errors'
import type { TrackerStore } from './tracker-store'

const INTERVAL_MS = 400

export interface HealthParts {
  readonly store: Pick<TrackerStore, 'path' | 'detachment' | 'reopen'>
  /** Called once the store was opened again. */
  readonly onReopen: () => void
  /** Gets each problem once, when it is noticed. */
  readonly onError: (error: DashbotError) => void
}

/**
 * Watches whether the database is still the file that was opened. A file that was removed or replaced would take
 * what is written to it along, so that nothing is accepted until the file is back, or until the tracker's database
 * that replaced it could be opened.
 */
export class Health {
  readonly #parts: HealthParts
  readonly #timer: NodeJS.Timeout
  #problem: string | undefined

  constructor(parts: HealthParts) {
    this.#parts = parts
    this.#timer = setInterval(() => this.check(), INTERVAL_MS).unref()
  }

  /** What is wrong with the database; undefined while it is well. */
  get problem(): string | undefined {
    return this.#problem
  }

  /** Looks at the file. Never throws. */
  check(): void {
    const { store } = this.#parts
    const detachment = store.detachment
    if (detachment === undefined) this.#problem = undefined
    else if (detachment === 'removed') {
      this.#note(`The tracker's database ${store.path} was removed. Put it back, or start the tracker again.`)
    } else this.#reopen()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #reopen(): void {
    const { store, onReopen } = this.#parts
    const replaced = `The tracker's database ${store.path} was replaced by another file`
    try {
      store.reopen()
      onReopen()
      this.#note(`${replaced}, which is open now.`)
      this.#problem = undefined
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#note(`${replaced}, which cannot be opened: ${reason}`)
    }
  }

  #note(problem: string): void {
    if (this.#problem === problem) return
    this.#problem = problem
    this.#parts.onError(new DashbotError('ERR_DASHBOT_TRACKER', problem))
  }
}
