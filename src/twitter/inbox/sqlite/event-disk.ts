import { ConfigError, DashbotError, isError } from '../../../errors'
import { isCorrupt } from '../../../sqlite/errors'
import type { EventStore } from './event-store'
import type { EventSource } from './store-file'

export interface EventDiskHost {
  onError(error: DashbotError): void
  /** A store was opened, for the first time or in place of one that was damaged or removed. */
  onOpened(store: EventStore): void
}

/** How often the same failure is reported, in ms. */
const REPORT_INTERVAL_MS = 60_000

/** An event store on a disk that may fail: failures are reported once a minute, and each use tries again. */
export class EventDisk {
  readonly #source: EventSource
  readonly #host: EventDiskHost
  readonly #reportedAt = new Map<string, number>()
  #store: EventStore | undefined
  #isDamaged = false
  #isClosed = false

  constructor(source: EventSource, host: EventDiskHost) {
    this.#source = source
    this.#host = host
  }

  /** The store, opened if need be. @throws where it cannot be opened now */
  open(): EventStore {
    if (this.#store !== undefined) return this.#store
    if (this.#isClosed) throw new Error('it is closed')
    const { store, setAside } = this.#source.open({ isDamaged: this.#isDamaged })
    this.#isDamaged = false
    if (setAside !== undefined) this.report(`was damaged, and is now ${setAside}`)
    this.#host.onOpened(store)
    this.#store = store
    return store
  }

  /**
   * Uses the store.
   *
   * @throws DashbotError that names the inbox, where the disk refuses
   * @throws ConfigError where the file is not an inbox's, or one of a newer release
   */
  use<T>(work: (store: EventStore) => T): T {
    try {
      return work(this.open())
    } catch (cause) {
      if (cause instanceof ConfigError) throw cause
      if (isCorrupt(cause)) {
        this.#isDamaged = true
        this.#store = undefined
      }
      const reason = isError(cause) ? cause.message : String(cause)
      const problem = `The inbox ${this.#source.name} cannot be used: ${reason}`
      throw new DashbotError('ERR_DASHBOT_INBOX', problem, { cause })
    }
  }

  /** What `work` returns, or undefined where the disk refused: that is reported. */
  attempt<T>(work: (store: EventStore) => T): T | undefined {
    try {
      return this.use(work)
    } catch (error) {
      this.#reportOnce(error as DashbotError)
      return undefined
    }
  }

  /** Where the file was removed, this process still has it open: what waits goes into a new file. */
  replaceRemoved(): void {
    if (!this.#source.isDetached || this.#store === undefined) return
    this.report('was removed, and what waits goes into a new file')
    const rows = this.#store.ownRows()
    const { store } = this.#source.open({ isDamaged: false })
    store.restore(rows)
    this.#store = store
    this.#host.onOpened(store)
  }

  report(problem: string): void {
    this.#reportOnce(new DashbotError('ERR_DASHBOT_INBOX', `The inbox ${this.#source.name} ${problem}`))
  }

  close(): void {
    if (this.#store !== undefined) this.attempt((store) => store.checkpoint())
    this.#isClosed = true
    this.#store = undefined
    try {
      this.#source.close()
    } catch (cause) {
      this.report(`cannot be closed: ${isError(cause) ? cause.message : String(cause)}`)
    }
  }

  #reportOnce(error: DashbotError): void {
    const now = performance.now()
    const reportedAt = this.#reportedAt.get(error.message)
    if (reportedAt !== undefined && now - reportedAt < REPORT_INTERVAL_MS) return
    if (this.#reportedAt.size > 100) this.#reportedAt.clear()
    this.#reportedAt.set(error.message, now)
    this.#host.onError(error)
  }
}
