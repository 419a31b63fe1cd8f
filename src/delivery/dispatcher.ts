import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { DashbotError, isError, TransportError } from '../errors'
import { allowManyListeners } from '../internal/many-listeners'
import type { SendOptions, Transport } from '../transports/transport'
import type { Envelope } from '../wire/envelope'
import { AttemptSignals } from './attempt-signals'
import { type AttemptInFlight, AttemptsInFlight } from './attempts-in-flight'
import type { Outcome, Source } from './outbox'
import { outsideTurns } from './outside-turns'
import { ReceiverHealth } from './receiver-health'
import { refusalOf } from './refusal'
import { untraced } from './untraced'

/** How often failures that will be retried are reported, in ms: an outage is one report, not thousands. */
const RETRY_REPORT_INTERVAL_MS = 60_000

/** Expired envelopes that one pump drops before it gives way to the bot. */
const EXPIRED_PER_PUMP = 100

export interface DispatcherOptions {
  readonly source: Source
  readonly transport: Transport
  /** The bound of the adaptive concurrency. */
  readonly maxConcurrency: number
  readonly maxAgeMs: number
  /** Called with what became of an envelope, once per attempt that ended. */
  readonly onOutcome: (envelope: Envelope, outcome: Outcome) => void
  readonly onError: (error: DashbotError) => void
  /** Called when the receiver asks to be left alone, with the time in ms. */
  readonly onRetryAfter?: ((delayMs: number) => void) | undefined
  readonly random?: () => number
}

/** Takes envelopes out of the source and through the transport: several lanes at once, each in order. */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #receiver: ReceiverHealth
  readonly #giveUp = new AbortController()
  readonly #signals = new AttemptSignals(this.#giveUp.signal)
  /** For envelopes with a signal of their own. */
  readonly #signalsUnder = new WeakMap<AbortSignal, AttemptSignals>()
  /** Failed attempts of each lane's head. */
  readonly #failures = new Map<string, number>()
  readonly #attempts: AttemptsInFlight
  #isScheduled = false
  #isFinishing = false
  #isStopped = false
  #onIdle: (() => void) | undefined
  #wakeTimer: NodeJS.Timeout | undefined
  #wakesAt = 0
  #nextRetryReport = Number.NEGATIVE_INFINITY

  constructor(options: DispatcherOptions) {
    this.#options = options
    this.#receiver = new ReceiverHealth(options.maxConcurrency, options.random ?? Math.random)
    allowManyListeners(this.#giveUp.signal)
    this.#attempts = new AttemptsInFlight({
      maxAgeMs: options.maxAgeMs,
      onLong: (count) => options.onError(longError(count)),
      onExpired: (attempt) => this.#settling(() => this.#expired(attempt)),
    })
  }

  /** How many requests may be in flight now, but for pauses. */
  get concurrency(): number {
    return this.#receiver.limit
  }

  /** Sends what can be sent, soon: outside the caller's path. */
  wake(): void {
    if (this.#isScheduled || this.#attempts.size >= this.#options.maxConcurrency) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.pump()
    })
  }

  /** Tries once more at once, whatever pause this side has chosen after failures. */
  probe(): void {
    this.#receiver.probe()
    this.pump()
  }

  /** Leaves the receiver alone for so long, in ms: it asked another process for that. */
  holdOff(delayMs: number): void {
    this.#receiver.holdOff(delayMs, performance.now())
  }

  /** Forgets failures in lanes that are another process's now. */
  forget(conversations: Iterable<string>): void {
    for (const conversation of conversations) this.#failures.delete(conversation)
  }

  /** Sends what can be sent now. */
  pump(): void {
    if (this.#isFinishing) return
    try {
      outsideTurns(() => this.#sendReady(performance.now()))
    } catch (error) {
      this.#options.onError(outboxError('The outbox failed to give a message', error))
    }
  }

  /** Sends nothing more. Resolves once nothing is in flight. */
  async finish(): Promise<void> {
    clearTimeout(this.#wakeTimer)
    this.#isFinishing = true
    if (this.#attempts.size === 0) return
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve
    })
  }

  /** Aborts what is in flight and sends no more. What was in flight stays in the source, unless it has arrived. */
  async stop(): Promise<void> {
    clearTimeout(this.#wakeTimer)
    this.#isFinishing = true
    this.#attempts.stop()
    this.#giveUp.abort()
    await new Promise(setImmediate)
    this.#isStopped = true
  }

  #sendReady(now: number): void {
    const { source, maxAgeMs } = this.#options
    const allowance = this.#receiver.allowance(now)
    let expired = 0
    while (this.#attempts.size < allowance) {
      const envelope = source.next()
      if (envelope === undefined) return
      if (Date.now() - envelope.capturedAt <= maxAgeMs) this.#send(envelope)
      else {
        this.#settle(envelope, { kind: 'dropped', reason: 'expired' })
        expired += 1
        if (expired === EXPIRED_PER_PUMP) {
          this.wake()
          return
        }
      }
    }
    if (allowance === 0 && source.size > 0) this.#wakeAt(this.#receiver.resumesAt, now)
  }

  #wakeAt(time: number, now: number): void {
    if (time === this.#wakesAt) return
    this.#wakesAt = time
    clearTimeout(this.#wakeTimer)
    this.#wakeTimer = setTimeout(
      () => {
        this.#wakesAt = 0
        this.pump()
      },
      Math.ceil(time - now),
    )
    this.#wakeTimer.unref()
  }

  // One promise beside the transport's: messages are counted in µs.
  #send(envelope: Envelope): void {
    const signals = this.#signalsFor(envelope)
    const attempt = this.#attempts.begin(envelope, this.#receiver.round, signals)
    this.#attempt(envelope, attempt.signal.options).then(
      () => this.#settling(() => this.#succeeded(attempt)),
      (error: unknown) => this.#settling(() => this.#failed(attempt, error)),
    )
  }

  #attempt(envelope: Envelope, options: SendOptions): Promise<void> {
    try {
      return Promise.resolve(untraced(() => this.#options.transport.send(envelope, options)))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #settling(settle: () => void): void {
    try {
      settle()
    } catch (error) {
      this.#options.onError(outboxError('The outbox failed to settle a message', error))
    }
  }

  #signalsFor(envelope: Envelope): AttemptSignals {
    const own = this.#options.source.signalOf?.(envelope)
    if (own === undefined) return this.#signals
    let signals = this.#signalsUnder.get(own)
    if (signals === undefined) {
      signals = new AttemptSignals(AbortSignal.any([own, this.#giveUp.signal]))
      this.#signalsUnder.set(own, signals)
    }
    return signals
  }

  #succeeded(attempt: AttemptInFlight): void {
    const isSaturated = this.#attempts.size >= this.#receiver.limit
    if (!this.#ended(attempt) || this.#isStopped) return
    this.#receiver.succeeded({ begunAt: attempt.begunAt, endedAt: performance.now(), isSaturated })
    this.#settle(attempt.envelope, { kind: 'delivered' })
    this.pump()
  }

  #failed(attempt: AttemptInFlight, error: unknown): void {
    if (!this.#ended(attempt) || this.#giveUp.signal.aborted) return
    const { envelope, round } = attempt
    const refusal = refusalOf(error)
    if (isAborted(attempt)) this.#settle(envelope, { kind: 'retry', delayMs: 0 })
    else if (refusal !== undefined) {
      if (refusal.isAnswer) this.#receiver.succeeded()
      this.#settle(envelope, { kind: 'dropped', reason: 'rejected', status: refusal.error.status })
      this.#options.onError(refusal.error)
    } else this.#retry(envelope, error, round)
    this.pump()
  }

  /** The message is too old, and the transport has not answered: what becomes of the attempt no longer counts. */
  #expired(attempt: AttemptInFlight): void {
    const { envelope, round } = attempt
    this.#receiver.failed({ conversation: envelope.conversation, attempt: 0, round }, performance.now())
    const isElsewhere = isAborted(attempt)
    this.#settle(
      envelope,
      isElsewhere ? { kind: 'retry', delayMs: 0 } : { kind: 'dropped', reason: 'expired' },
    )
    attempt.signals.abort(attempt.signal)
    this.#noticeIdle()
    this.pump()
  }

  /** false: it was given up before. */
  #ended(attempt: AttemptInFlight): boolean {
    const isInFlight = this.#attempts.end(attempt)
    if (isInFlight) attempt.signals.release(attempt.signal)
    this.#noticeIdle()
    return isInFlight
  }

  #noticeIdle(): void {
    if (this.#attempts.size === 0) this.#onIdle?.()
  }

  #retry(envelope: Envelope, error: unknown, round: number): void {
    const { conversation } = envelope
    const now = performance.now()
    const attempt = this.#failures.get(conversation) ?? 0
    this.#failures.set(conversation, attempt + 1)
    const retryAfterMs = error instanceof TransportError ? error.retryAfterMs : undefined
    const delayMs = this.#receiver.failed({ conversation, attempt, round, retryAfterMs }, now)
    if (retryAfterMs !== undefined) this.#options.onRetryAfter?.(retryAfterMs)
    this.#options.source.settle(envelope, { kind: 'retry', delayMs })
    this.#options.onOutcome(envelope, { kind: 'retry', delayMs })
    this.#reportRetry(error, now)
  }

  #reportRetry(error: unknown, now: number): void {
    if (now < this.#nextRetryReport) return
    this.#nextRetryReport = now + RETRY_REPORT_INTERVAL_MS
    this.#options.onError(error instanceof DashbotError ? error : unexpectedError(error))
  }

  #settle(envelope: Envelope, outcome: Outcome): void {
    this.#failures.delete(envelope.conversation)
    this.#options.source.settle(envelope, outcome)
    if (outcome.kind !== 'retry') this.#options.onOutcome(envelope, outcome)
  }
}

function isAborted({ signal }: AttemptInFlight): boolean {
  return signal.options.signal.aborted
}

function longError(count: number): TransportError {
  const what = count === 1 ? 'An attempt has' : `${count} attempts have`
  const message = `${what} taken more than 60 s: the send of the transport must resolve or reject. Give its requests a timeout`
  return new TransportError(message, { retryable: true })
}

/** Only the class is named: the message of a SyntaxError quotes what was parsed. */
function unexpectedError(cause: unknown): TransportError {
  const what = isError(cause) ? `threw (${cause.name})` : 'failed'
  const message = `The transport ${what}, and not with a TransportError; the message is tried again until it is too old`
  return new TransportError(message, { retryable: true, cause })
}

/** A custom outbox broke its contract by throwing. */
export function outboxError(message: string, cause: unknown): DashbotError {
  return new DashbotError('ERR_DASHBOT_OUTBOX', message, { cause })
}
