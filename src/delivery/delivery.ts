import type { DashbotError } from '../errors'
import { withinTime } from '../internal/within-time'
import type { Transport } from '../transports/transport'
import type { Envelope } from '../wire/envelope'
import { type DeliveryStats, type DropReason, Ledger } from './accounting'
import { Dispatcher, outboxError } from './dispatcher'
import { DropReports, type OnDrop } from './drop-reports'
import { FlushWaiters } from './flush-waiters'
import type { Outbox, Outcome, Source } from './outbox'
import { useFile } from './outbox-files'
import { useTransport } from './transport-users'

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

export interface WaitOptions {
  /** The longest wait, in ms. */
  readonly timeoutMs?: number | undefined
}

export interface DeliveryOptions<From extends Source = Outbox> {
  readonly source: From
  readonly transport: Transport
  /**
   * The one that was given, where `transport` wraps it: with several clients on it, the last closes it.
   *
   * @default transport
   */
  readonly givenTransport?: Transport | undefined
  readonly maxConcurrency: number
  readonly maxAgeMs: number
  readonly onDrop: OnDrop
  /** Must not throw. */
  readonly onError: (error: DashbotError) => void
  /** Called when the receiver asks to be left alone, with the time in ms. */
  readonly onRetryAfter?: ((delayMs: number) => void) | undefined
}

/** The part of the time to close, at most so many ms, that is kept for aborting requests and freeing sockets. */
const WIND_UP_MS = 50
const WIND_UP_SHARE = 0.1

/**
 * From an envelope that waits to its end, with every one accounted for. It serves the outbox of a client, and a source
 * that is filled elsewhere.
 */
export class Delivery<From extends Source = Outbox> {
  readonly #options: DeliveryOptions<From>
  readonly #dispatcher: Dispatcher
  readonly #ledger = new Ledger()
  readonly #reports: DropReports
  readonly #waiters = new FlushWaiters()
  readonly #releaseFile: () => void
  readonly #releaseTransport: () => boolean
  #closing: Promise<CloseResult> | undefined
  /** What the source kept, once it is closed. */
  #persisted: number | undefined

  /** @throws ConfigError where another client has the source */
  constructor(options: DeliveryOptions<From>) {
    const { source, onError } = options
    this.#options = options
    this.#reports = new DropReports(options.onDrop)
    this.#dispatcher = new Dispatcher({
      ...options,
      onOutcome: (envelope, outcome) => this.#record(envelope, outcome),
    })
    this.#releaseFile = useFile(source.file, onError)
    try {
      this.#ledger.accepted = this.#open()
    } catch (error) {
      this.#releaseFile()
      throw error
    }
    this.#releaseTransport = useTransport(options.givenTransport ?? options.transport)
    if (source.size > 0) this.#dispatcher.wake()
  }

  /** How many requests may be in flight now, but for pauses. */
  get concurrency(): number {
    return this.#dispatcher.concurrency
  }

  /** Where the source is an outbox. */
  add(this: Delivery, envelope: Envelope): void {
    this.#ledger.accepted += 1
    const refusal = this.#closing === undefined ? store(this.#options, envelope) : 'closed'
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
    if (this.#closing !== undefined) await settledWithin(this.#closing, timeoutMs)
    else await this.#drained(timeoutMs)
    this.#reports.flush()
    const { delivered, dropped } = this.#ledger
    return { delivered, pending: this.#pending, dropped }
  }

  /** Leaves the receiver alone for so long, in ms: it asked another process for that. */
  holdOff(delayMs: number): void {
    this.#dispatcher.holdOff(delayMs)
  }

  /** Delivers what it can within the time. */
  close(timeoutMs: number): Promise<CloseResult> {
    this.#closing ??= this.#end(timeoutMs, (untilMs) => {
      this.#dispatcher.probe()
      return this.#drained(untilMs)
    })
    return this.#closing
  }

  /** Finishes what is in flight within the time, and leaves the rest where it waits. */
  leave(timeoutMs: number): Promise<CloseResult> {
    this.#closing ??= this.#end(timeoutMs, (untilMs) => settledWithin(this.#dispatcher.finish(), untilMs))
    return this.#closing
  }

  get #pending(): number {
    return this.#persisted ?? this.#options.source.size
  }

  #open(): number {
    const { source, onError } = this.#options
    return source.open({
      onError,
      onDrop: (reason, count) => {
        this.#count(reason, count)
        this.#waiters.limit(source.size)
      },
      onRestored: (count) => {
        this.#ledger.accepted += count
        this.#dispatcher.wake()
      },
      onReady: () => this.#dispatcher.wake(),
      onLeft: (count, conversations) => {
        this.#ledger.accepted -= count
        this.#dispatcher.forget(conversations)
        this.#waiters.limit(source.size)
      },
    })
  }

  async #end(timeoutMs: number, wait: (timeoutMs: number) => Promise<void>): Promise<CloseResult> {
    const deadline = performance.now() + timeoutMs
    const { source } = this.#options
    await wait(timeoutMs - Math.min(WIND_UP_MS, timeoutMs * WIND_UP_SHARE))
    await this.#dispatcher.stop()
    if (!source.durable && source.size > 0) this.#count('shutdown_timeout', source.size)
    this.#closeSource()
    this.#persisted = source.durable ? source.size : 0
    this.#waiters.limit(0)
    this.#reports.flush()
    if (this.#releaseTransport()) {
      await settledWithin(closeQuietly(this.#options.transport), deadline - performance.now())
    }
    const { delivered, dropped } = this.#ledger
    return { delivered, persisted: this.#persisted, dropped }
  }

  #closeSource(): void {
    try {
      this.#options.source.close()
    } catch (cause) {
      this.#options.onError(outboxError('The outbox could not be closed', cause))
    } finally {
      this.#releaseFile()
    }
  }

  /** Waits for everything accepted so far, at most as long. The timer holds the process, since somebody waits. */
  async #drained(timeoutMs: number): Promise<void> {
    this.#dispatcher.pump()
    const { done, cancel } = this.#waiters.add(this.#pending)
    await settledWithin(done, timeoutMs)
    cancel()
  }

  #record(envelope: Envelope, outcome: Outcome): void {
    if (outcome.kind === 'retry') {
      this.#ledger.retries += 1
      return
    }
    if (outcome.kind === 'delivered') this.#ledger.delivered += 1
    else this.#count(outcome.reason, 1, envelope)
    this.#waiters.left(envelope.id, this.#options.source.size)
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

function store({ source, onError }: DeliveryOptions, envelope: Envelope): DropReason | undefined {
  try {
    return source.add(envelope)
  } catch (cause) {
    onError(outboxError('A message could not be put into the outbox', cause))
    return 'rejected'
  }
}

/** Waits for the work, which does not reject, at most so long. */
async function settledWithin(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  await withinTime(work, { timeoutMs }).catch(() => {})
}
