import { Capture } from '../client/capture'
import { captureError } from '../client/capture-error'
import { resolveEnabledOptions } from '../client/options'
import type { DeliveryStats, DropReason } from '../delivery/accounting'
import { type CloseResult, Delivery, type FlushResult } from '../delivery/delivery'
import { DashbotError } from '../errors'
import { asObject } from '../internal/json'
import type { PayloadType } from '../wire/types'
import { AnsweringTransport } from './answering-transport'
import { Answers } from './answers'
import type { ResolvedConfig, TextRedactor } from './config'
import { Printer } from './printer'
import { redactPayload, redactWith } from './redact'

/** From a payload of any shape to the tracker's answer. */
export class Logger {
  readonly #delivery: Delivery
  readonly #config: ResolvedConfig
  readonly #printer: Printer
  readonly #answers: Answers
  readonly #intake: Capture
  /** A redactor of the user's own may be slow, and the payloads keep their order behind it. */
  #lastRedaction: Promise<unknown> = Promise.resolve()
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

  flush(timeoutMs: number): Promise<FlushResult> {
    return this.#delivery.flush(timeoutMs)
  }

  /** Every promise of `log` is settled once this has resolved. */
  async close(timeoutMs: number): Promise<CloseResult> {
    const result = await this.#delivery.close(timeoutMs)
    this.#isClosed = true
    this.#answers.close()
    return result
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

  #redactAndSend(type: PayloadType, payload: object): Promise<Response> {
    const { redact } = this.#config
    if (typeof redact === 'object') return this.#redactLater(redact, type, payload)
    try {
      return this.#send(type, redact ? redactPayload(payload, type) : payload)
    } catch (error) {
      return this.#drop('before_send', error)
    }
  }

  async #redactLater(redactor: TextRedactor, type: PayloadType, payload: object): Promise<Response> {
    const redaction = redactWith(redactor, payload)
    const previous = this.#lastRedaction
    this.#lastRedaction = redaction.then(
      () => previous,
      () => previous,
    )
    await previous
    const redacted = await redaction.catch((error: unknown) => this.#drop('before_send', error))
    return this.#send(type, redacted)
  }

  #send(type: PayloadType, payload: object): Promise<Response> {
    const plain = this.#intake.unchecked(type, payload)
    const taken = plain && this.#intake.take(plain, { conversation: laneOf(payload) })
    if (taken === undefined || typeof taken === 'string') return this.#drop(taken ?? 'rejected')
    if (this.#isClosed) return this.#drop('closed')
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
