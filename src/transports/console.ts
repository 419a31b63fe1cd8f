import * as v from 'valibot'
import { TransportError } from '../errors'
import { functionOption, parseOptions } from '../internal/options'
import type { Envelope } from '../wire/envelope'
import type { SendOptions, Transport } from './transport'

export interface ConsoleTransportOptions {
  /** Takes one line per message. @default console.log */
  readonly write?: ((line: string) => void) | undefined
}

const schema = v.strictObject({ write: v.optional(functionOption<(line: string) => void>()) })

/** Prints each message instead of sending it, for development: `dashbot incoming ID {"text":...}`. */
export class ConsoleTransport implements Transport {
  readonly #write: (line: string) => void

  /** @throws ConfigError that names the option at fault */
  constructor(options: ConsoleTransportOptions = {}) {
    const { write = console.log } = parseOptions('ConsoleTransport', schema, options)
    this.#write = write
  }

  async send({ type, id, json }: Envelope, { signal }: SendOptions): Promise<void> {
    if (signal.aborted) throw new TransportError('The attempt was given up', { retryable: true })
    this.#write(`dashbot ${type} ${id} ${json}`)
  }
}
