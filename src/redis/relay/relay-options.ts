import * as v from 'valibot'
import type { OnDrop } from '../../delivery/drop-reports'
import type { DeliveryObserver } from '../../delivery/observer'
import { warnOfDrop, warnOfErrors } from '../../delivery/warnings'
import type { DashbotError } from '../../errors'
import { functionOption, objectWith, parseOptions, timerMs, wholeNumber } from '../../internal/options'
import type { Transport } from '../../transports/transport'
import { MAX_AGE_MS } from '../../wire/max-age'
import { connectionEntries } from '../connection/options'
import type { FleetOptions } from '../fleet-options'
import { fleetEntries } from '../partitions'

export interface RelayOptions extends FleetOptions {
  /** Delivers the messages; closed with the relay. */
  readonly transport: Transport
  /**
   * How many requests may be in flight at most. How many are adapts to the receiver's latency and failures, and begins
   * at 8. @default 64
   */
  readonly maxConcurrency?: number | undefined
  /** How old a message may be when it is sent, in ms; 1 hour is what tracker.dashbot.io takes. @default 24 hours */
  readonly maxAgeMs?: number | undefined
  /**
   * How long a partition stays with a relay that is not heard of, in ms: as long its conversations wait after the relay
   * was killed. Requests are given up after four fifths of that without Redis. @default 10_000
   */
  readonly leaseMs?: number | undefined
  /** About how many refused and expired messages each partition keeps. @default 1_000 */
  readonly keepDead?: number | undefined
  /** Called with what is not delivered: the first drop at once, then a summary a minute. @default a process warning */
  readonly onDrop?: OnDrop | undefined
  /** Called with what goes wrong, the same message once a minute. @default a process warning per distinct message */
  readonly onError?: ((error: DashbotError) => void) | undefined
  /** Watches deliveries for metrics and traces; see `botbuilder-dashbot/opentelemetry`. */
  readonly observer?: DeliveryObserver | undefined
}

const schema = v.strictObject({
  ...connectionEntries,
  ...fleetEntries,
  transport: objectWith<Transport>('send'),
  maxConcurrency: v.optional(wholeNumber(1), 64),
  maxAgeMs: v.optional(wholeNumber(1), MAX_AGE_MS),
  leaseMs: v.optional(timerMs(1_000), 10_000),
  keepDead: v.optional(wholeNumber(1), 1_000),
  onDrop: v.optional(functionOption<OnDrop>(), () => warnOfDrop),
  onError: v.optional(functionOption<(error: DashbotError) => void>(), warnOfErrors),
  observer: v.optional(objectWith<DeliveryObserver>('watch', 'accepted', 'attempt')),
})

/** @internal */
export type ResolvedRelayOptions = v.InferOutput<typeof schema>

/**
 * @throws ConfigError that names the option at fault
 * @internal
 */
export function resolveRelayOptions(options: RelayOptions): ResolvedRelayOptions {
  return parseOptions('createRelay', schema, options)
}
