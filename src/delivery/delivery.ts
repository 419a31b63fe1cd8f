import type { DashbotError } from '../errors'
import type { Transport } from '../transports/transport'
import type { Envelope } from '../wire/envelope'
import { type DeliveryStats, type DropReason, Ledger } from './accounting'
import { Dispatcher, outboxError } from './dispatcher'
import { DropReports, type OnDrop } from './drop-reports'
import { FlushWaiters } from './flush-waiters'
import type { Outbox, Outcome } from './outbox'

/** What became of everything accepted so far. */
export interface FlushResult {
  readonly delivered: number
  /** Not 0 where the time ran out, or where more was captured meanwhile. */
  readonly pending: number
  readonly dropped: number
}

/** What became of everything accepted in the client's life. */
export interface CloseResult {
  readonly delivered: number
  /** Kept by a durable outbox for the next process. */
  readonly persisted: number
  readonly dropped: number
}

export interface DeliveryOptions {
  readonly outbox: Outbox
  readonly transport: Transport
  readonly maxConcurrency: number
  readonly maxAgeMs: number
  readonly onDrop: OnDrop
  /** Must not throw. */
  readonly onError: (error: DashbotError) => void
}

/** The longest delay that a timer takes, in ms. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/** The part of the time of `close`, at most so many ms, that is kept for aborting requests and freeing sockets. */
const WIND_UP_MS = 50
const WIND_UP_SHARE = 0.1

/** From an accepted envelope to its end, with every one accounted for. */
export class Delivery {
  readonly #options: DeliveryOptions
  readonly #dispatcher: Dispatcher
  readonly #ledger = new Ledger()
  readonly #reports: DropReports
  readonly #waiters = new FlushWaiters()
  #closing: Promise<CloseResult> | undefined
  /** What the outbox kept, once it is closed. */
  #persisted: number | undefined

  constructor(options: DeliveryOptions) {
    this.#options = options
    this.#reports = new DropReports(options.onDrop)
    this.#dispatcher = new Dispatcher({
      ...options,
      onOutcome: (envelope, outcome) => this.#record(envelope, outcome),
    })
    this.#ledger.accepted = options.outbox.open({
      onError: options.onError,
      onDrop: (reason, count) => {
        this.#count(reason, count)
        this.#waiters.limit(options.outbox.size)
      },
      onRestored: (count) => {
        this.#ledger.accepted += count
        this.#dispatcher.wake()
      },
      onReady: () => this.#dispatcher.wake(),
    })
    if (options.outbox.size > 0) this.#dispatcher.wake()
  }

  add(envelope: Envelope): void {
    this.#ledger.accepted += 1
    const refusal = this.#closing === undefined ? this.#store(envelope) : 'closed'
    if (refusal !== undefined) {
      this.#count(refusal, 1, envelope)
      return
    }
    this.#waiters.accepted(envelope.id)
    this.#dispatcher.wake()
  }

  /** Counts and reports a payload that does not get as far as the outbox. */
  drop(reason: DropReason): void {
    this.#ledger.accepted += 1
    this.#count(reason, 1)
  }

  stats(): DeliveryStats {
    return this.#ledger.snapshot(this.#pending)
  }

  async flush(timeoutMs: number): Promise<FlushResult> {
    if (this.#closing !== undefined) await withinTime(this.#closing, timeoutMs)
    else await this.#drained(timeoutMs)
    this.#reports.flush()
    const { delivered, dropped } = this.#ledger
    return { delivered, pending: this.#pending, dropped }
  }

  close(timeoutMs: number): Promise<CloseResult> {
    this.#closing ??= this.#close(timeoutMs)
    return this.#closing
  }

  get #pending(): number {
    return this.#persisted ?? this.#options.outbox.size
  }

  #store(envelope: Envelope): DropReason | undefined {
    try {
      return this.#options.outbox.add(envelope)
    } catch (cause) {
      this.#options.onError(outboxError('A message could not be put into the outbox', cause))
      return 'rejected'
    }
  }

  async #close(timeoutMs: number): Promise<CloseResult> {
    const deadline = performance.now() + timeoutMs
    const { outbox } = this.#options
    this.#dispatcher.probe()
    await this.#drained(timeoutMs - Math.min(WIND_UP_MS, timeoutMs * WIND_UP_SHARE))
    await this.#dispatcher.stop()
    if (!outbox.durable && outbox.size > 0) this.#count('shutdown_timeout', outbox.size)
    this.#closeOutbox()
    this.#persisted = outbox.durable ? outbox.size : 0
    this.#waiters.limit(0)
    this.#reports.flush()
    await withinTime(closeQuietly(this.#options.transport), deadline - performance.now())
    const { delivered, dropped } = this.#ledger
    return { delivered, persisted: this.#persisted, dropped }
  }

  #closeOutbox(): void {
    try {
      this.#options.outbox.close()
    } catch (cause) {
      this.#options.onError(outboxError('The outbox could not be closed', cause))
    }
  }

  /** Waits for everything accepted so far, at most as long. The timer holds the process, since somebody waits. */
  async #drained(timeoutMs: number): Promise<void> {
    this.#dispatcher.pump()
    const { done, cancel } = this.#waiters.add(this.#pending)
    await withinTime(done, timeoutMs)
    cancel()
  }

  #record(envelope: Envelope, outcome: Outcome): void {
    if (outcome.kind === 'retry') {
      this.#ledger.retries += 1
      return
    }
    if (outcome.kind === 'delivered') this.#ledger.delivered += 1
    else this.#count(outcome.reason, 1, envelope)
    this.#waiters.left(envelope.id, this.#options.outbox.size)
  }

  #count(reason: DropReason, count: number, sample?: Envelope): void {
    this.#ledger.drop(reason, count)
    this.#reports.add(reason, count, sample)
  }
}

async function closeQuietly(transport: Transport): Promise<void> {
  try {
    await transport.close?.()
  } catch {
    // Everything is accounted for by now; sockets that do not close are the process's to free.
  }
}

async function withinTime(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(Math.max(0, timeoutMs), LONGEST_TIMEOUT_MS))
  })
  await Promise.race([work, timeout])
  clearTimeout(timer)
}
