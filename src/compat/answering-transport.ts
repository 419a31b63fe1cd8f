import { answerError, connectionError } from '../transports/http/failure'
import type { SendOptions, Transport } from '../transports/transport'
import { type Envelope, requestBody } from '../wire/envelope'
import { trackQuery } from '../wire/track-url'
import type { Answers } from './answers'

export interface AnsweringTransportOptions {
  readonly apiKey: string
  readonly urlRoot: string
  readonly timeoutMs: number
  readonly answers: Answers
}

/** Posts each envelope, and hands the tracker's whole answer to who waits for it. */
export class AnsweringTransport implements Transport {
  readonly #options: AnsweringTransportOptions

  constructor(options: AnsweringTransportOptions) {
    this.#options = options
  }

  async send(envelope: Envelope, { signal }: SendOptions): Promise<void> {
    const { answers, apiKey, urlRoot } = this.#options
    const receiver = { host: new URL(urlRoot).host, apiKey }
    const response = await this.#post(envelope, signal).catch((failure: unknown) => {
      const error = connectionError(receiver, reasonOf(failure))
      answers.failed(envelope.id, error)
      throw error
    })
    answers.came(envelope.id, response)
    if (!response.ok) {
      const retryAfter = response.headers.get('retry-after') ?? undefined
      throw answerError(receiver, { status: response.status, retryAfter })
    }
  }

  /** The body is read at once, so that the connection serves the next message whether the caller reads it or not. */
  async #post(envelope: Envelope, signal: AbortSignal): Promise<Response> {
    const { urlRoot, apiKey, timeoutMs } = this.#options
    const response = await fetch(`${urlRoot}?${trackQuery({ type: envelope.type, apiKey })}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': envelope.id },
      body: requestBody(envelope, Date.now()),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    const { status, statusText, headers } = response
    const body = await response.text().catch(() => '')
    return new Response(isBodiless(status) ? null : body, { status, statusText, headers })
  }
}

/** fetch says no more than that it failed; its cause says why. */
function reasonOf(failure: unknown): unknown {
  return failure instanceof TypeError && failure.cause !== undefined ? failure.cause : failure
}

function isBodiless(status: number): boolean {
  return status === 204 || status === 205 || status === 304
}
