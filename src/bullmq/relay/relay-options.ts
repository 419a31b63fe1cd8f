import * as v from 'valibot'
import type { OnDrop } from '../../delivery/drop-reports'
import type { DeliveryObserver } from '../../delivery/observer'
import { warnOfDrop, warnOfErrors } from '../../delivery/warnings'
import type { DashbotError } from '../../errors'
import { functionOption, objectWith, parseOptions, wholeNumber } from '../../internal/options'
import type { Transport } from '../../transports/transport'
import { MAX_AGE_MS } from '../../wire/max-age'
import { type FleetOptions, fleetEntries, type RedisConnection } from '../fleet-options'

export interface RelayOptions extends FleetOptions {
  /** Delivers the messages; closed with the relay. */
  readonly transport: Transport
  /** How old a message may be when it is sent, in ms; 1 hour is what tracker.dashbot.io takes. @default 24 hours */
  readonly maxAgeMs?: number | undefined
  /** How many refused and expired messages each shard's failed set keeps. @default 1000 */
  readonly keepFailed?: number | undefined
  /**
   * After how long a relay that is not heard of counts as dead, in ms: its shards go to the others, and the message
   * that it had in flight is sent again. @default 10_000
   */
  readonly failoverMs?: number | undefined
  /** Told what is not delivered: the first drop at once, then a summary a minute. @default a process warning */
  readonly onDrop?: OnDrop | undefined
  /** Told what goes wrong. @default a process warning per distinct message */
  readonly onError?: ((error: DashbotError) => void) | undefined
  /** Watches deliveries for metrics and traces; see `botbuilder-dashbot/opentelemetry`. */
  readonly observer?: DeliveryObserver | undefined
}

export interface ResolvedRelayOptions {
  readonly connection: RedisConnection
  readonly queueName: string
  readonly shards: number
  readonly transport: Transport
  readonly maxAgeMs: number
  readonly keepFailed: number
  readonly failoverMs: number
  readonly onDrop: OnDrop
  readonly onError: (error: DashbotError) => void
  readonly observer?: DeliveryObserver | undefined
}

const schema = v.strictObject({
  ...fleetEntries,
  transport: objectWith<Transport>('send'),
  maxAgeMs: v.optional(wholeNumber(1), MAX_AGE_MS),
  keepFailed: v.optional(wholeNumber(1), 1_000),
  failoverMs: v.optional(wholeNumber(1_000), 10_000),
  onDrop: v.optional(functionOption<OnDrop>(), () => warnOfDrop),
  onError: v.optional(functionOption<(error: DashbotError) => void>(), warnOfErrors),
  observer: v.optional(objectWith<DeliveryObserver>('watch', 'accepted', 'attempt')),
})

/** @throws {ConfigError} that names the option at fault */
export function resolveRelayOptions(options: RelayOptions): ResolvedRelayOptions {
  return parseOptions('createRelay', schema, options)
}
