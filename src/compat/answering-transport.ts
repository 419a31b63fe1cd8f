import { TransportError } from '../errors'
import { Attempt } from '../transports/http/attempt'
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

/** Posts each envelope, and resolves the promise of the tracker's answer. The answer has no address, since the key is in it. */
export class AnsweringTransport implements Transport {
  readonly #options: AnsweringTransportOptions

  constructor(options: AnsweringTransportOptions) {
    this.#options = options
  }

  async send(envelope: Envelope, { signal }: SendOptions): Promise<void> {
    const { answers, apiKey, urlRoot, timeoutMs } = this.#options
    const receiver = { host: new URL(urlRoot).host, apiKey }
    const attempt = new Attempt(signal, timeoutMs)
    try {
      const { status, statusText, headers, body } = await this.#post(envelope, attempt.signal)
      const [read, given] = body?.tee() ?? [null, null]
      answers.came(envelope.id, new Response(given, { status, statusText, headers }))
      await drain(read)
      if (status >= 200 && status < 300) return
      throw answerError(receiver, { status, retryAfter: headers.get('retry-after') })
    } catch (failure) {
      const error = failure instanceof TransportError ? failure : connectionError(receiver, reasonOf(failure))
      answers.failed(envelope.id, error)
      throw error
    } finally {
      attempt.end()
    }
  }

  #post(envelope: Envelope, signal: AbortSignal): Promise<Response> {
    const { urlRoot, apiKey } = this.#options
    return fetch(`${urlRoot}?${trackQuery({ type: envelope.type, apiKey })}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': envelope.id },
      body: requestBody(envelope, Date.now()),
      redirect: 'manual',
      signal,
    })
  }
}

/**
 * Reads a body to its end, whether the caller does or not: the connection can then serve the next message. A body
 * that breaks off or stalls makes no difference: the status came before it.
 */
async function drain(body: ReadableStream | null): Promise<void> {
  await new Response(body).arrayBuffer().catch(() => {})
}

/** fetch says only that it failed; the cause says why. */
function reasonOf(failure: unknown): unknown {
  return failure instanceof TypeError && failure.cause !== undefined ? failure.cause : failure
}
