import * as v from 'valibot'
import { TransportError } from '../errors'
import { parseOptions } from '../internal/options'
import type { SendOptions, Transport } from '../transports/transport'
import type { Envelope } from '../wire/envelope'
import { connectionEntries } from './connection/options'
import { loadRedisPeer } from './connection/peers'
import type { FleetOptions } from './fleet-options'
import { fleetEntries, MAX_BODY_BYTES, PartitionWriter } from './partitions'

export interface RedisTransportOptions extends FleetOptions {}

const schema = v.strictObject({ ...connectionEntries, ...fleetEntries })

/** How many bytes a UTF-16 code unit takes in UTF-8 at most. */
const MAX_BYTES_OF_UNIT = 3

/** By then a send is settled, whatever Redis does, in ms. */
const TIMEOUT_MS = 1_900

/**
 * Hands envelopes to Redis, from where relays deliver them: `send` resolves once Redis holds the message. Sends that
 * arrive together go in one round trip; a message that Redis has taken before is not taken twice. With Redis down or
 * stuck a send rejects within 2 s, retryable and with the cause, so that the client's queue or outbox keeps the message,
 * and the next send connects again.
 *
 * An idle transport does not keep the process alive.
 *
 * @example
 * const transport = new RedisTransport({ connection: 'redis://127.0.0.1:6379' })
 * const client = new DashbotClient({ transport })
 */
export class RedisTransport implements Transport {
  readonly #writer: PartitionWriter

  /**
   * @throws ConfigError that names the option at fault
   * @throws MissingPeerError where ioredis is not installed
   */
  constructor(options: RedisTransportOptions) {
    const parsed = parseOptions('RedisTransport', schema, options)
    this.#writer = new PartitionWriter(loadRedisPeer(), { ...parsed, timeoutMs: TIMEOUT_MS })
  }

  async send({ id, type, conversation, capturedAt, json }: Envelope, { signal }: SendOptions): Promise<void> {
    if (json.length > MAX_BODY_BYTES / MAX_BYTES_OF_UNIT && Buffer.byteLength(json) > MAX_BODY_BYTES) {
      throw new TransportError(`A message of more than ${MAX_BODY_BYTES} bytes does not go through Redis`, {
        retryable: false,
      })
    }
    await this.#writer.add([{ id, kind: type, conversation, at: capturedAt, body: json }], signal)
  }

  async close(): Promise<void> {
    this.#writer.close()
  }
}
