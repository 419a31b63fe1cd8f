import type { Attributes, Histogram, Meter } from '@opentelemetry/api'
import type { DropReason } from '../delivery/accounting'
import type { DeliveryObserver, ObservedStats } from '../delivery/observer'
import type { Envelope } from '../wire/envelope'
import { type AdapterCounts, observeAdapters } from './adapter-gauges'
import { errorType } from './failure'
import { observeFleets } from './fleet-gauges'

/** From a fast answer to the attempt's timeout, in s. */
const SEND_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** From a delivery at once to one after a day's outage, in s. */
const DELIVERY_BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400]

/** Observes deliveries, and adapters: `observer` of a client, a relay or a `TwitterAdapter`, one for all of them. */
export interface OpenTelemetryObserver extends DeliveryObserver {
  /** Called once by each adapter that it observes, with the counts to read at any time. */
  watchAdapter(stats: () => AdapterCounts): void
}

/** Counts, read when they are collected, and how long sending takes. */
export class DeliveryMetrics implements OpenTelemetryObserver {
  readonly #attributes: Attributes
  readonly #sendDuration: Histogram
  readonly #deliveryDuration: Histogram
  readonly #observed: (() => ObservedStats)[] = []
  readonly #adapters: (() => AdapterCounts)[] = []

  constructor(meter: Meter, attributes: Attributes) {
    this.#attributes = attributes
    this.#sendDuration = meter.createHistogram('dashbot.send.duration', {
      description: 'How long an attempt to send a message took',
      unit: 's',
      advice: { explicitBucketBoundaries: SEND_BUCKETS },
    })
    this.#deliveryDuration = meter.createHistogram('dashbot.delivery.duration', {
      description: 'How long it took from the capture of a message to its delivery',
      unit: 's',
      advice: { explicitBucketBoundaries: DELIVERY_BUCKETS },
    })
    this.#observeCounts(meter)
    observeFleets(meter, attributes, () => this.#observed.flatMap((stats) => stats().fleet ?? []))
    observeAdapters(meter, attributes, () => this.#adapters.map((stats) => stats()))
  }

  watch(stats: () => ObservedStats): void {
    this.#observed.push(stats)
  }

  watchAdapter(stats: () => AdapterCounts): void {
    this.#adapters.push(stats)
  }

  accepted(): void {}

  attempt({ type, capturedAt }: Envelope): (error?: unknown) => void {
    const startedAt = performance.now()
    return (error) => {
      const attributes = { ...this.#attributes, 'dashbot.message.type': type }
      const seconds = (performance.now() - startedAt) / 1_000
      if (error !== undefined) {
        this.#sendDuration.record(seconds, { ...attributes, 'error.type': errorType(error) })
        return
      }
      this.#sendDuration.record(seconds, attributes)
      this.#deliveryDuration.record(Math.max(0, Date.now() - capturedAt) / 1_000, attributes)
    }
  }

  #observeCounts(meter: Meter): void {
    const unit = '{message}'
    const counter = (name: string, description: string) =>
      meter.createObservableCounter(name, { description, unit })
    const accepted = counter('dashbot.messages.accepted', 'Messages and events captured')
    const delivered = counter('dashbot.messages.delivered', 'Messages and events that the tracker took')
    const dropped = counter('dashbot.messages.dropped', 'Messages and events given up, by reason')
    const retries = counter('dashbot.send.retries', 'Attempts beyond the first')
    const pending = meter.createObservableUpDownCounter('dashbot.messages.pending', {
      description: 'Messages and events that wait or are in flight',
      unit,
    })
    meter.addBatchObservableCallback(
      (result) => {
        const sum = this.#sum()
        result.observe(accepted, sum.accepted, this.#attributes)
        result.observe(delivered, sum.delivered, this.#attributes)
        result.observe(pending, sum.pending, this.#attributes)
        result.observe(retries, sum.retries, this.#attributes)
        for (const [reason, count] of Object.entries(sum.dropped)) {
          result.observe(dropped, count, { ...this.#attributes, 'dashbot.drop.reason': reason })
        }
      },
      [accepted, delivered, dropped, retries, pending],
    )
  }

  #sum() {
    const sum = { accepted: 0, delivered: 0, pending: 0, retries: 0, dropped: {} as Record<string, number> }
    for (const stats of this.#observed) {
      const { accepted = 0, delivered, pending = 0, retries, dropped } = stats()
      sum.accepted += accepted
      sum.delivered += delivered
      sum.pending += pending
      sum.retries += retries
      for (const reason of Object.keys(dropped) as DropReason[]) {
        sum.dropped[reason] = (sum.dropped[reason] ?? 0) + dropped[reason]
      }
    }
    return sum
  }
}
