import type { Attributes, MeterProvider, SpanContext, TracerProvider } from '@opentelemetry/api'
import * as v from 'valibot'
import type { ObservedStats } from '../delivery/observer'
import { objectWith, parseOptions } from '../internal/options'
import { requirePeer } from '../internal/require-peer'
import type { Envelope } from '../wire/envelope'
import type { AdapterCounts } from './adapter-gauges'
import { DeliveryMetrics, type OpenTelemetryObserver } from './metrics'
import { DeliverySpans } from './spans'

export interface OpenTelemetryOptions {
  /** @default the registered one */
  readonly meterProvider?: MeterProvider | undefined
  /** true: a span for each attempt, with a link to the message's turn. @default false */
  readonly spans?: boolean | undefined
  /** @default the registered one */
  readonly tracerProvider?: TracerProvider | undefined
  /** On every metric and span, for example to distinguish two clients. */
  readonly attributes?: Attributes | undefined
}

const schema = v.strictObject({
  meterProvider: v.optional(objectWith<MeterProvider>('getMeter')),
  spans: v.optional(v.boolean('true or false'), false),
  tracerProvider: v.optional(objectWith<TracerProvider>('getTracer')),
  attributes: v.optional(v.custom<Attributes>(isRecord, 'an object of attributes'), {}),
})

const NAME = 'botbuilder-dashbot'

/**
 * An observer that gives OpenTelemetry the metrics of a client, a relay or an adapter, and spans if wanted. Create it
 * once the SDK is started: before, the API's meters record nothing.
 *
 * @throws ConfigError that names the option at fault
 * @throws MissingPeerError where @opentelemetry/api is not installed
 * @example
 * const observer = openTelemetry()
 * const client = new DashbotClient({ apiKey, observer })
 * const adapter = new TwitterAdapter({ consumerSecret, client: new TwitterApiClient({ ...keys }), observer })
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): OpenTelemetryObserver {
  const parsed = parseOptions('openTelemetry', schema, options)
  const api = requirePeer('botbuilder-dashbot/opentelemetry', ['@opentelemetry/api'], () => loadApi())
  const { meterProvider = api.metrics, tracerProvider = api.trace, spans, attributes } = parsed
  const metrics = new DeliveryMetrics(meterProvider.getMeter(NAME), attributes)
  if (!spans) return metrics
  return new MetricsAndSpans(
    metrics,
    new DeliverySpans({ api, tracer: tracerProvider.getTracer(NAME), attributes }),
  )
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function loadApi(): typeof import('@opentelemetry/api') {
  return require('@opentelemetry/api')
}

class MetricsAndSpans implements OpenTelemetryObserver {
  readonly #metrics: DeliveryMetrics
  readonly #spans: DeliverySpans

  constructor(metrics: DeliveryMetrics, spans: DeliverySpans) {
    this.#metrics = metrics
    this.#spans = spans
  }

  watch(stats: () => ObservedStats): void {
    this.#metrics.watch(stats)
  }

  watchAdapter(stats: () => AdapterCounts): void {
    this.#metrics.watchAdapter(stats)
  }

  activeSpan(): unknown {
    return this.#spans.activeSpan()
  }

  accepted(envelope: Envelope, turnSpan?: unknown): void {
    this.#spans.accepted(envelope, turnSpan as SpanContext | undefined)
  }

  attempt(envelope: Envelope): (error?: unknown) => void {
    const measured = this.#metrics.attempt(envelope)
    const spanned = this.#spans.attempt(envelope)
    return (error) => {
      measured(error)
      spanned(error)
    }
  }
}
