import { setImmediate } from 'node:timers'
import { DashbotError, isError } from '../errors'
import { CorruptError, isCorrupt } from '../sqlite/errors'
import type { Death } from './dead-letters'
import type { MessageStore } from './message-store'
import type { OutboxRow } from './schema'
import type { OpenedStore, StoreSource } from './store-source'

export interface RowInFlight {
  /** Another one after the message moved to a new file. */
  row: OutboxRow
}

export interface DiskEvents {
  onError(error: DashbotError): void
  /** Stored messages turned out to be unreadable. */
  onLost(count: number): void
  /** Messages came that this process did not capture. */
  onRestored(count: number): void
  /** The messages that are on their way, with their rows. */
  inFlight(): Iterable<RowInFlight>
}

/** How long a disk that refused is left alone, in ms. */
const PAUSE_MS = 1_000
/** After a checkpoint that took as long, in ms, none is made at the close. */
const SLOW_MS = 100
/** After so many delivered messages their rows are removed, at the latest. */
const MAX_FINISHED = 64
/** How often the same failure is reported, in ms. */
const REPORT_INTERVAL_MS = 60_000

/**
 * A message store on a disk that may fail: nothing here throws. What the disk refuses is
 * reported once a minute and tried again a second later.
 */
export class Disk {
  readonly #source: StoreSource
  readonly #events: DiskEvents
  /** Opened last. While it is not usable it still counts, and remembers which messages are done. */
  #store: MessageStore | undefined
  #isUsable = false
  #isDamaged = false
  #removesSoon = false
  /** How long the last checkpoint took. */
  #checkpointMs = 0
  #resumeAt = Number.NEGATIVE_INFINITY
  readonly #reportedAt = new Map<string, number>()

  constructor(source: StoreSource, events: DiskEvents) {
    this.#source = source
    this.#events = events
  }

  /** What waits on it, or is on its way. */
  get messages(): number {
    return this.#store?.messages ?? 0
  }

  /** Returns how many messages could not be read. */
  open(): number {
    return this.#open()?.lost ?? 0
  }

  /** What the store answers, or undefined where it cannot. */
  read<T>(question: (store: MessageStore) => T): T | undefined {
    if (!this.#isUsable || this.#store === undefined) return undefined
    try {
      return question(this.#store)
    } catch (error) {
      this.#isUsable = false
      this.#failed('cannot be read', error)
      return undefined
    }
  }

  /** What the store made of it, or undefined where it could not write. */
  write<T>(work: (store: MessageStore) => T): T | undefined {
    if (!this.#isUsable || this.#store === undefined || this.#isPaused) return undefined
    try {
      return work(this.#store)
    } catch (error) {
      this.#failed('cannot be written', error)
      return undefined
    }
  }

  /** The message counts no more. It is removed with others in one transaction: the last one, and dead letters, at once. */
  finish(row: OutboxRow, death?: Death): void {
    if (this.#store?.finish(row, death) === false) this.#events.onRestored(1)
    const { messages = 0, finishedCount = 0 } = this.#store ?? {}
    if (death !== undefined || messages === 0 || finishedCount >= MAX_FINISHED) this.#removeFinished()
    else if (!this.#removesSoon) {
      this.#removesSoon = true
      setImmediate(() => this.#removeFinished())
    }
  }

  /** Repairs what can be repaired, and takes over what ended processes left. true: there may be new work. */
  maintain(): boolean {
    if (this.#isPaused) return false
    if (!this.#isUsable) return this.#reopen()
    if (this.#source.isDetached) return this.reattach()
    const adopted = this.write((store) => {
      this.#source.maintain()
      if (store.finishedCount > 0 || store.needsCheckpoint) this.#checkpoint(store)
      store.removeFinished()
      store.refresh()
      return store.adopt()
    })
    if (!adopted) return false
    this.#events.onRestored(adopted)
    return true
  }

  /** Moves everything to a new file where the old one was removed or replaced. true: it did. */
  reattach(): boolean {
    const before = this.#store
    if (before === undefined || !this.#source.isDetached) return false
    try {
      const count = before.messages
      const { store, moved, lost } = this.#source.reattach(before)
      this.#store = store
      this.#isUsable = true
      for (const taken of this.#events.inFlight()) taken.row = moved.get(taken.row.seq) ?? taken.row
      this.#report(`was removed or replaced: ${moved.size} messages moved to a new file`)
      this.#changed(store.messages - count, Math.max(0, lost))
      return true
    } catch (error) {
      this.#failed('was removed, and no new file can be opened', error)
      return false
    }
  }

  /** There is nothing to be found, though something counts: the file is damaged. */
  foundNothing(): void {
    if (!this.#isUsable || this.messages === 0) return
    this.#isUsable = false
    this.#failed('cannot be read', new CorruptError(`${this.messages} messages are not found`))
  }

  /**
   * Returns how many messages are lost, since their file is gone. The log is moved into the file, so that the file alone
   * has everything; not where the disk is slow, which would hold up the close. Nothing is lost by that.
   */
  close(): number {
    const lost = this.#source.isDetached ? this.messages : 0
    this.write((store) => {
      store.removeFinished()
      if (this.#checkpointMs < SLOW_MS) store.checkpoint()
    })
    this.#isUsable = false
    try {
      this.#source.close()
    } catch (error) {
      this.#failed('cannot be closed', error)
    }
    if (lost > 0) this.#store = undefined
    return lost
  }

  #removeFinished(): void {
    this.#removesSoon = false
    this.write((store) => store.removeFinished())
  }

  get #isPaused(): boolean {
    return performance.now() < this.#resumeAt
  }

  #checkpoint(store: MessageStore): void {
    const startedAt = performance.now()
    store.checkpoint()
    this.#checkpointMs = performance.now() - startedAt
  }

  #open(): OpenedStore | undefined {
    try {
      const arrived = this.#store?.arrived ?? new Set()
      const opened = this.#source.open({ isDamaged: this.#isDamaged && !this.#source.isDetached, arrived })
      this.#store = opened.store
      this.#isUsable = true
      this.#isDamaged = false
      if (opened.setAside !== undefined) {
        this.#report(
          `was damaged, and is now ${opened.setAside}: ${opened.lost} of its messages cannot be read`,
        )
      }
      return opened
    } catch (error) {
      this.#failed('cannot be opened', error)
      return undefined
    }
  }

  #reopen(): boolean {
    const before = this.#store
    const opened = this.#open()
    if (opened === undefined) return false
    const { store, lost } = opened
    this.write(() => {
      for (const { row } of this.#events.inFlight()) store.restore(row)
      for (const { row, death } of before?.finished ?? []) {
        store.restore(row)
        store.finish(row, death)
      }
      store.removeFinished()
    })
    if (before === undefined) this.#changed(store.messages + lost, lost)
    else this.#changed(store.messages - before.messages, Math.max(0, before.messages - store.messages))
    return true
  }

  #changed(restored: number, lost: number): void {
    if (restored > 0) this.#events.onRestored(restored)
    if (lost > 0) this.#events.onLost(lost)
  }

  #failed(problem: string, cause: unknown): void {
    this.#resumeAt = performance.now() + PAUSE_MS
    if (isCorrupt(cause)) {
      this.#isUsable = false
      this.#isDamaged = true
    }
    this.#report(`${problem}, and messages wait in memory meanwhile`, cause)
  }

  #report(problem: string, cause?: unknown): void {
    const now = performance.now()
    if (now - (this.#reportedAt.get(problem) ?? Number.NEGATIVE_INFINITY) < REPORT_INTERVAL_MS) return
    this.#reportedAt.set(problem, now)
    const reason = isError(cause) ? `: ${cause.message}` : ''
    this.#events.onError(
      new DashbotError('ERR_DASHBOT_OUTBOX', `The outbox ${this.#source.name} ${problem}${reason}`, {
        cause,
      }),
    )
  }
}
