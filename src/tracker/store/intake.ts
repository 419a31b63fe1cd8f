import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers'
import type { Arrival } from './ingest/arrival'
import type { Journal } from './journal'
import { isLocked, LOCK_PATIENCE_MS, LOCK_RETRY_MS } from './lock'
import { NotStoredError, type RefusalReason } from './not-stored-error'

/** More than this is not let in, in payloads and bytes, while earlier ones wait for their commit. */
const MAX_WAITING = 10_000
const MAX_WAITING_BYTES = 64 * 1024 * 1024

/** A commit holds up the process: this many payloads take a few thousandths of a second. */
const MAX_BATCH = 500

interface Waiting {
  readonly arrival: Arrival
  readonly resolve: () => void
  readonly reject: (error: NotStoredError) => void
}

export interface IntakeParts {
  readonly journal: Pick<Journal, 'append'>
  /** Hears of what the file did not take, once for each commit. */
  readonly onError: (error: NotStoredError) => void
}

/** Writes payloads that arrive together into the journal in one transaction, and lets each know when it is safe. */
export class Intake {
  readonly #parts: IntakeParts
  #waiting: Waiting[] = []
  #bytes = 0
  #lockedSince: number | undefined
  #cancel: (() => void) | undefined

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  /**
   * Resolves once the payload is committed.
   * @throws NotStoredError by rejection
   */
  add(arrival: Arrival): Promise<void> {
    const bytes = this.#bytes + arrival.json.length
    if (this.#waiting.length >= MAX_WAITING || bytes > MAX_WAITING_BYTES) {
      return Promise.reject(new NotStoredError('full'))
    }
    this.#bytes = bytes
    return new Promise((resolve, reject) => {
      this.#waiting.push({ arrival, resolve, reject })
      if (this.#cancel === undefined) this.#schedule()
    })
  }

  /** Stores what waits, now. What the file does not take at once is rejected. */
  flush(): void {
    this.#cancel?.()
    this.#cancel = undefined
    while (this.#waiting.length > 0) {
      this.#commit()
      if (this.#lockedSince !== undefined) this.#refuse('locked', this.#waiting)
    }
  }

  #schedule(): void {
    if (this.#lockedSince === undefined) {
      this.#commitOnceNoMoreCome(0)
    } else {
      const timer = setTimeout(() => this.#commitAndGoOn(), LOCK_RETRY_MS)
      this.#cancel = () => clearTimeout(timer)
    }
  }

  /** Commits after the first turn of the loop that brought no more requests, so that those at hand share a commit. */
  #commitOnceNoMoreCome(known: number): void {
    const immediate = setImmediate(() => {
      const waiting = this.#waiting.length
      if (waiting > known && waiting < MAX_BATCH) this.#commitOnceNoMoreCome(waiting)
      else this.#commitAndGoOn()
    })
    this.#cancel = () => clearImmediate(immediate)
  }

  #commitAndGoOn(): void {
    this.#cancel = undefined
    this.#commit()
    if (this.#waiting.length > 0) this.#schedule()
  }

  #commit(): void {
    const batch = this.#waiting.slice(0, MAX_BATCH)
    try {
      this.#parts.journal.append(batch.map(({ arrival }) => arrival))
    } catch (error) {
      this.#failed(batch, error)
      return
    }
    this.#take(batch)
    for (const { resolve } of batch) resolve()
  }

  #failed(batch: readonly Waiting[], error: unknown): void {
    if (!isLocked(error)) {
      this.#refuse('failed', batch, error)
      return
    }
    this.#lockedSince ??= Date.now()
    if (Date.now() - this.#lockedSince >= LOCK_PATIENCE_MS) this.#refuse('locked', this.#waiting, error)
  }

  #refuse(refusal: RefusalReason, refused: readonly Waiting[], cause?: unknown): void {
    this.#take(refused)
    const error = new NotStoredError(refusal, cause)
    for (const { reject } of refused) reject(error)
    this.#parts.onError(error)
  }

  #take(batch: readonly Waiting[]): void {
    this.#lockedSince = undefined
    this.#waiting = this.#waiting.slice(batch.length)
    for (const { arrival } of batch) this.#bytes -= arrival.json.length
  }
}
