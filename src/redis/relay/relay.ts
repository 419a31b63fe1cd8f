import type { DeliveryStats } from '../../delivery/accounting'
import { callSafely } from '../../delivery/call-safely'
import { Delivery, type WaitOptions } from '../../delivery/delivery'
import { ObservedTransport } from '../../delivery/observed'
import type { FleetStats } from '../../delivery/observer'
import { RETRY_AFTER_CAP_MS } from '../../delivery/receiver-health'
import type { DashbotError } from '../../errors'
import { waitTimeout } from '../../internal/wait-options'
import { loadRedisPeer, type RedisPeer } from '../connection/peers'
import { PartitionOwner } from '../partitions'
import { BacklogGauge } from './backlog-gauge'
import { PartitionSource } from './partition-source'
import { type RelayOptions, type ResolvedRelayOptions, resolveRelayOptions } from './relay-options'

/** What became of the messages that a relay read, and how its fleet stands as far as it sees. */
export interface RelayStats extends DeliveryStats {
  /** How many requests may be in flight now. */
  readonly concurrency: number
  readonly fleet: FleetStats
}

/** How long `close` waits where no time is given, in ms. */
const CLOSE_TIMEOUT_MS = 10_000

/** The part of the time to close, at most so many ms, that is kept for handing over the partitions. */
const HANDOVER_MS = 1_000
const HANDOVER_SHARE = 0.25

/**
 * Starts a relay: it takes messages out of Redis and delivers them with the transport. Run as many as you like, on as
 * many machines; they share the conversations among them.
 *
 * @example
 * const relay = createRelay({
 *   connection: 'redis://127.0.0.1:6379',
 *   transport: new HttpTransport({ apiKey: process.env.DASHBOT_API_KEY ?? '' }),
 * })
 * closeOnSignals(relay)
 *
 * @throws ConfigError that names the option at fault
 * @throws MissingPeerError where ioredis is not installed
 */
export function createRelay(options: RelayOptions): Relay {
  return new Relay(loadRedisPeer(), resolveRelayOptions(options))
}

/** Takes messages out of Redis and delivers them, together with the other relays of its fleet. */
export class Relay {
  /**
   * Resolves once the relay works, however long Redis keeps it waiting; meanwhile the cause goes to `onError`. Rejects
   * with a `ConfigError` where no waiting helps: a wrong password, a missing permission, another number of partitions,
   * keys of another program, a port that is not a Redis.
   */
  readonly ready: Promise<void>
  readonly #source: PartitionSource
  readonly #delivery: Delivery<PartitionSource>
  readonly #backlog: BacklogGauge
  readonly #onError: (error: DashbotError) => void
  #closing: Promise<void> | undefined

  /** @internal */
  constructor(peer: RedisPeer, options: ResolvedRelayOptions) {
    const { observer, transport } = options
    this.#onError = (error) => callSafely(options.onError, error)
    this.#source = new PartitionSource(
      (host) =>
        new PartitionOwner(peer, options, {
          ...host,
          onPause: (pauseMs) => this.#delivery.holdOff(pauseMs),
        }),
    )
    this.#delivery = new Delivery({
      ...options,
      source: this.#source,
      transport: observer === undefined ? transport : new ObservedTransport(transport, observer),
      givenTransport: transport,
      onError: this.#onError,
      onRetryAfter: (delayMs) => void this.#source.owner.pause(Math.min(delayMs, RETRY_AFTER_CAP_MS)),
    })
    const { owner } = this.#source
    this.#backlog = new BacklogGauge(() => owner.readBacklog())
    this.ready = owner.ready
    if (observer !== undefined) callSafely(() => observer.watch(() => this.stats()))
  }

  /** true: it works now. Redis answers, and it has its share of the partitions. */
  get isWorking(): boolean {
    return this.#source.owner.isWorking
  }

  stats(): RelayStats {
    return {
      ...this.#delivery.stats(),
      concurrency: this.#delivery.concurrency,
      fleet: { ...this.#source.owner.shares, lagMs: this.#source.lagMs, ...this.#backlog.stats },
    }
  }

  /**
   * Finishes what is in flight within the time (10 s by default); what does not end in time stays in Redis, at its
   * place. Hands its partitions over, and closes the transport. Wrong options go to `onError`. Never rejects;
   * called again, it returns the same promise.
   */
  close(options?: WaitOptions): Promise<void> {
    const parts = { defaultMs: CLOSE_TIMEOUT_MS, onError: this.#onError }
    this.#closing ??= this.#close(waitTimeout('Relay.close', options, parts))
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(timeoutMs: number): Promise<void> {
    const handoverMs = Math.min(HANDOVER_MS, timeoutMs * HANDOVER_SHARE)
    this.#backlog.end()
    await this.#delivery.leave(timeoutMs - handoverMs)
    await this.#source.owner.leave(handoverMs)
  }
}
