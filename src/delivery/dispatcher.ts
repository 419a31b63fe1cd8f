import { setMaxListeners } from 'node:events'
import { DashbotError, TransportError } from '../errors'
import type { Transport } from '../transports/transport'
import type { Envelope } from '../wire/envelope'
import type { Outbox, Outcome } from './outbox'
import { outsideTurns } from './outside-turns'
import { ReceiverHealth } from './receiver-health'
import { untraced } from './untraced'

/** How often failures that will be retried are reported, in ms: an outage is one thing to tell, not thousands. */
const RETRY_REPORT_INTERVAL_MS = 60_000

/** Expired envelopes that one pump throws out before it gives way to the bot. */
const EXPIRED_PER_PUMP = 100

export interface DispatcherOptions {
  readonly outbox: Outbox
  readonly transport: Transport
  readonly maxConcurrency: number
  readonly maxAgeMs: number
  /** Told what became of an envelope, once per attempt that ended. */
  readonly onOutcome: (envelope: Envelope, outcome: Outcome) => void
  readonly onError: (error: DashbotError) => void
  readonly random?: () => number
}

/** Takes envelopes out of the outbox and through the transport: several lanes at once, each in order. */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #receiver: ReceiverHealth
  readonly #giveUp = new AbortController()
  readonly #sendOptions = { signal: this.#giveUp.signal }
  /** Failed attempts of each lane's head. */
  readonly #attempts = new Map<string, number>()
  #inFlight = 0
  #isScheduled = false
  #isStopping = false
  #isStopped = false
  #wakeTimer: NodeJS.Timeout | undefined
  #wakesAt = 0
  #nextRetryReport = Number.NEGATIVE_INFINITY

  constructor(options: DispatcherOptions) {
    this.#options = options
    this.#receiver = new ReceiverHealth(options.maxConcurrency, options.random ?? Math.random)
    setMaxListeners(0, this.#giveUp.signal)
  }

  /** Sends what can be sent, soon: outside the caller's path. */
  wake(): void {
    if (this.#isScheduled || this.#inFlight >= this.#options.maxConcurrency) return
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

  /** Sends what can be sent now. */
  pump(): void {
    if (this.#isStopping) return
    try {
      outsideTurns(() => this.#sendReady(performance.now()))
    } catch (error) {
      this.#options.onError(outboxError('The outbox failed to give a message', error))
    }
  }

  /** Aborts what is in flight and sends no more. What was in flight stays in the outbox, unless it has arrived. */
  async stop(): Promise<void> {
    clearTimeout(this.#wakeTimer)
    this.#isStopping = true
    this.#giveUp.abort()
    await new Promise(setImmediate)
    this.#isStopped = true
  }

  #sendReady(now: number): void {
    const { outbox, maxAgeMs } = this.#options
    const allowance = this.#receiver.allowance(now)
    let expired = 0
    while (this.#inFlight < allowance) {
      const envelope = outbox.next()
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
    if (allowance === 0 && outbox.size > 0) this.#wakeAt(this.#receiver.resumesAt, now)
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

  #send(envelope: Envelope): void {
    const { round } = this.#receiver
    this.#inFlight += 1
    this.#attempt(envelope)
      .then(
        () => this.#succeeded(envelope),
        (error: unknown) => this.#failed(envelope, error, round),
      )
      .catch((error: unknown) => {
        this.#options.onError(outboxError('The outbox failed to settle a message', error))
      })
  }

  async #attempt(envelope: Envelope): Promise<void> {
    await untraced(() => this.#options.transport.send(envelope, this.#sendOptions))
  }

  #succeeded(envelope: Envelope): void {
    this.#inFlight -= 1
    if (this.#isStopped) return
    this.#receiver.succeeded()
    this.#settle(envelope, { kind: 'delivered' })
    this.pump()
  }

  #failed(envelope: Envelope, error: unknown, round: number): void {
    this.#inFlight -= 1
    if (this.#isStopping) return
    if (error instanceof TransportError && !error.retryable) {
      this.#receiver.succeeded()
      this.#settle(envelope, { kind: 'dropped', reason: 'rejected', status: error.status })
      this.#options.onError(error)
    } else this.#retry(envelope, error, round)
    this.pump()
  }

  #retry(envelope: Envelope, error: unknown, round: number): void {
    const { conversation } = envelope
    const now = performance.now()
    const attempt = this.#attempts.get(conversation) ?? 0
    this.#attempts.set(conversation, attempt + 1)
    const retryAfterMs = error instanceof TransportError ? error.retryAfterMs : undefined
    const delayMs = this.#receiver.failed({ conversation, attempt, round, retryAfterMs }, now)
    this.#options.outbox.settle(envelope, { kind: 'retry', delayMs })
    this.#options.onOutcome(envelope, { kind: 'retry', delayMs })
    this.#reportRetry(error, now)
  }

  #reportRetry(error: unknown, now: number): void {
    if (now < this.#nextRetryReport) return
    this.#nextRetryReport = now + RETRY_REPORT_INTERVAL_MS
    this.#options.onError(
      error instanceof DashbotError
        ? error
        : new TransportError('The transport failed; the message is tried again', {
            retryable: true,
            cause: error,
          }),
    )
  }

  #settle(envelope: Envelope, outcome: Outcome): void {
    this.#attempts.delete(envelope.conversation)
    this.#options.outbox.settle(envelope, outcome)
    this.#options.onOutcome(envelope, outcome)
  }
}

/** A custom outbox broke its contract by throwing. */
export function outboxError(message: string, cause: unknown): DashbotError {
  return new DashbotError('ERR_DASHBOT_OUTBOX', message, { cause })
}
