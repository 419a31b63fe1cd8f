import { TransportError } from '../errors'
import type { Envelope } from '../wire/envelope'
import type { SendOptions, Transport } from './transport'

/** Keeps what it is sent, for tests. */
export class MemoryTransport implements Transport {
  readonly #envelopes: Envelope[] = []

  /** Everything sent so far, in order. */
  get envelopes(): readonly Envelope[] {
    return this.#envelopes
  }

  async send(envelope: Envelope, { signal }: SendOptions): Promise<void> {
    if (signal.aborted) throw new TransportError('The attempt was given up', { retryable: true })
    this.#envelopes.push(envelope)
  }

  /** Forgets what was sent. */
  clear(): void {
    this.#envelopes.length = 0
  }
}
