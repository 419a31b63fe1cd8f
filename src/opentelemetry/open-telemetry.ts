import type { Attributes, MeterProvider, TracerProvider } from '@opentelemetry/api'
import type { DeliveryObserver, ObservedStats } from '../delivery/observer'
import { requirePeer } from '../internal/require-peer'
import type { Envelope } from '../wire/envelope'
import { DeliveryMetrics } from './metrics'
import { DeliverySpans } from './spans'

export interface OpenTelemetryOptions {
  /** @default the registered one */
  readonly meterProvider?: MeterProvider | undefined
  /** true: a span for each attempt, with a link to the turn that the message came from. @default false */
  readonly spans?: boolean | undefined
  /** @default the registered one */
  readonly tracerProvider?: TracerProvider | undefined
  /** On every metric and span, for example to tell two clients apart. */
  readonly attributes?: Attributes | undefined
}

const NAME = 'botbuilder-dashbot'

/**
 * An observer that gives OpenTelemetry the metrics of a client or a relay, and spans if wanted. Make it once the SDK is started: the
 * API hands out meters that lead nowhere before.
 *
 * @throws {MissingPeerError} where @opentelemetry/api is not installed
 * @example
 * const client = new DashbotClient({ apiKey, observer: openTelemetry() })
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): DeliveryObserver {
  const api = requirePeer('botbuilder-dashbot/opentelemetry', ['@opentelemetry/api'], () => loadApi())
  const { meterProvider = api.metrics, tracerProvider = api.trace, attributes = {} } = options
  const metrics = new DeliveryMetrics(meterProvider.getMeter(NAME), attributes)
  if (!options.spans) return metrics
  return new MetricsAndSpans(
    metrics,
    new DeliverySpans({ api, tracer: tracerProvider.getTracer(NAME), attributes }),
  )
}

function loadApi(): typeof import('@opentelemetry/api') {
  return require('@opentelemetry/api')
}

class MetricsAndSpans implements DeliveryObserver {
  readonly #metrics: DeliveryMetrics
  readonly #spans: DeliverySpans

  constructor(metrics: DeliveryMetrics, spans: DeliverySpans) {
    this.#metrics = metrics
    this.#spans = spans
  }

  watch(stats: () => ObservedStats): void {
    this.#metrics.watch(stats)
  }

  accepted(envelope: Envelope): void {
    this.#spans.accepted(envelope)
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
