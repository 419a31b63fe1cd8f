import { isError } from '../errors'
import type { Envelope } from '../wire/envelope'
import type { SendOptions, Transport } from './transport'

/** Passes everything to the transport, and writes one line about each attempt: no key, no text, no user. */
export class LoggedTransport implements Transport {
  readonly #transport: Transport
  readonly #write: (line: string) => void

  constructor(transport: Transport, write: (line: string) => void) {
    this.#transport = transport
    this.#write = write
  }

  async send(envelope: Envelope, options: SendOptions): Promise<void> {
    const startedAt = performance.now()
    const log = (outcome: string): void => {
      const tookMs = Math.round(performance.now() - startedAt)
      this.#write(`dashbot ${envelope.type} ${envelope.id} ${outcome} after ${tookMs} ms`)
    }
    try {
      await this.#transport.send(envelope, options)
    } catch (error) {
      log(`failed (${isError(error) ? error.message : 'unknown error'})`)
      throw error
    }
    log('was accepted')
  }

  async close(): Promise<void> {
    await this.#transport.close?.()
  }
}
