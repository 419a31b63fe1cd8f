import { TransportError } from '../../src/errors'
import type { SendOptions, Transport } from '../../src/transports/transport'
import type { Envelope } from '../../src/wire/envelope'

export type Answer = 'accept' | 'hang' | Error

export const refusedForNow = (retryAfterMs?: number): TransportError =>
  new TransportError('answered 503', { retryable: true, status: 503, retryAfterMs })

export const refusedForGood = (): TransportError =>
  new TransportError('answered 400', { retryable: false, status: 400 })

/** A transport with scripted answers that records what it was asked to send. */
export class ScriptedTransport implements Transport {
  /** Every attempt, in order. */
  readonly attempts: Envelope[] = []
  /** What was accepted, in order. */
  readonly accepted: Envelope[] = []
  answer: (envelope: Envelope, index: number) => Answer
  isClosed = false
  inFlight = 0

  constructor(answer: (envelope: Envelope, index: number) => Answer = () => 'accept') {
    this.answer = answer
  }

  async send(envelope: Envelope, { signal }: SendOptions): Promise<void> {
    this.inFlight += 1
    this.attempts.push(envelope)
    const answer = this.answer(envelope, this.attempts.length - 1)
    try {
      await Promise.resolve()
      if (answer === 'hang')
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      if (answer instanceof Error) throw answer
      this.accepted.push(envelope)
    } finally {
      this.inFlight -= 1
    }
  }

  async close(): Promise<void> {
    this.isClosed = true
  }
}
