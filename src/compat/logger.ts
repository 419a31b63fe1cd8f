import { Capture } from '../client/capture'
import { captureError } from '../client/capture-error'
import { resolveEnabledOptions } from '../client/options'
import type { DeliveryStats, DropReason } from '../delivery/accounting'
import { type CloseResult, Delivery, type FlushResult, type WaitOptions } from '../delivery/delivery'
import { DashbotError } from '../errors'
import { asObject } from '../internal/json'
import { waitTimeout } from '../internal/wait-options'
import type { PayloadType } from '../wire/types'
import { AnsweringTransport } from './answering-transport'
import { Answers } from './answers'
import type { ResolvedConfig, TextRedactor } from './config'
import { Printer } from './printer'
import { redactPayload, redactWith } from './redact'
import { Redactions } from './redactions'

/** How long `flush` and `close` wait where no time is given, in ms. */
const WAIT_MS = 5_000

/** The part of that time in which the user's redactor may finish; the rest is for the delivery. */
const REDACTION_SHARE = 0.5

/** From a payload of any shape to the tracker's answer. */
export class Logger {
  readonly #delivery: Delivery
  readonly #config: ResolvedConfig
  readonly #printer: Printer
  readonly #answers: Answers
  readonly #intake: Capture
  readonly #redactions = new Redactions()
  #closing: Promise<CloseResult> | undefined
  #isClosed = false

  constructor(config: ResolvedConfig) {
    this.#config = config
    this.#printer = new Printer(config)
    this.#answers = new Answers(config.timeoutMs)
    const options = resolveEnabledOptions({
      transport: new AnsweringTransport({ ...config, answers: this.#answers }),
      serverRoot: config.serverRoot,
      onDrop: this.#printer.onDrop,
      onError: this.#printer.onError,
    })
    this.#intake = new Capture(options)
    this.#delivery = new Delivery({ ...options, source: options.outbox })
  }

  async flush(options: WaitOptions | undefined): Promise<FlushResult> {
    const deadline = performance.now() + this.#timeout('flush', options)
    await this.#redacted(deadline)
    return this.#delivery.flush(Math.max(0, deadline - performance.now()))
  }

  /** Every promise of `log` is settled once this has resolved. */
  close(options: WaitOptions | undefined): Promise<CloseResult> {
    this.#closing ??= this.#close(performance.now() + this.#timeout('close', options))
    return this.#closing
  }

  stats(): DeliveryStats {
    return this.#delivery.stats()
  }

  /** The promise's rejection need not be handled. */
  log(type: PayloadType, payload: object): Promise<Response | undefined> {
    this.#printer.debug(type, payload)
    const answer = this.#redactAndSend(type, payload)
    const printed = this.#config.printErrors ? answer.then(this.#printer.refusal) : Promise.resolve(undefined)
    answer.catch(() => {})
    printed.catch(() => {})
    return printed
  }

  async #close(deadline: number): Promise<CloseResult> {
    await this.#redacted(deadline)
    this.#isClosed = true
    this.#redactions.giveUp()
    await this.#redactions.received(0)
    const result = await this.#delivery.close(Math.max(0, deadline - performance.now()))
    this.#answers.close()
    return result
  }

  #timeout(call: string, options: WaitOptions | undefined): number {
    return waitTimeout(`dashbot.${call}`, options, { defaultMs: WAIT_MS, onError: this.#printer.onError })
  }

  async #redacted(deadline: number): Promise<void> {
    await this.#redactions.received((deadline - performance.now()) * REDACTION_SHARE)
  }

  #redactAndSend(type: PayloadType, payload: object): Promise<Response> {
    const { redact } = this.#config
    if (this.#isClosed) return this.#drop('closed')
    if (typeof redact === 'object') return this.#redactLater(redact, type, payload)
    try {
      return this.#send(type, redact ? redactPayload(payload, type) : payload)
    } catch (error) {
      return this.#drop('before_send', error)
    }
  }

  #redactLater(redactor: TextRedactor, type: PayloadType, payload: object): Promise<Response> {
    return this.#redactions.add(redactWith(redactor, payload), {
      done: (redacted) => this.#send(type, redacted),
      failed: (error) => (this.#isClosed ? this.#drop('shutdown_timeout') : this.#drop('before_send', error)),
    })
  }

  #send(type: PayloadType, payload: object): Promise<Response> {
    const plain = this.#intake.unchecked(type, payload)
    const taken = plain && this.#intake.take(plain, { conversation: laneOf(payload) })
    if (taken === undefined || typeof taken === 'string') return this.#drop(taken ?? 'rejected')
    const answer = this.#answers.of(taken.id)
    this.#delivery.add(taken)
    return answer
  }

  async #drop(reason: DropReason, cause?: unknown): Promise<never> {
    this.#delivery.drop(reason)
    if (cause !== undefined) this.#printer.onError(captureError('A payload could not be redacted', cause))
    throw new DashbotError('ERR_DASHBOT_CAPTURE', `The payload is not sent: ${reason}`, { cause })
  }
}

/** Payloads of one conversation are delivered in order; those without a conversation, in order among themselves. */
function laneOf(payload: object): string {
  const fields = asObject(payload)
  return String(fields?.conversationId ?? fields?.userId ?? '')
}
