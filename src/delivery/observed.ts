import type { SendOptions, Transport } from '../transports/transport'
import type { Envelope } from '../wire/envelope'
import { callSafely } from './call-safely'
import type { DeliveryObserver } from './observer'

/** Passes everything to the transport, and reports each attempt to an observer. */
export class ObservedTransport implements Transport {
  readonly #transport: Transport
  readonly #observer: DeliveryObserver

  constructor(transport: Transport, observer: DeliveryObserver) {
    this.#transport = transport
    this.#observer = observer
  }

  async send(envelope: Envelope, options: SendOptions): Promise<void> {
    const end = this.#begin(envelope)
    try {
      await this.#transport.send(envelope, options)
    } catch (error) {
      callSafely(end, error)
      throw error
    }
    callSafely(end)
  }

  async close(): Promise<void> {
    await this.#transport.close?.()
  }

  #begin(envelope: Envelope): (error?: unknown) => void {
    let end: (error?: unknown) => void = () => {}
    callSafely(() => {
      end = this.#observer.attempt(envelope)
    })
    return end
  }
}
