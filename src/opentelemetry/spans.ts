import type { Attributes, SpanContext, Tracer } from '@opentelemetry/api'
import { TransportError } from '../errors'
import type { Envelope } from '../wire/envelope'
import { errorType } from './failure'

export interface DeliverySpansOptions {
  readonly api: typeof import('@opentelemetry/api')
  readonly tracer: Tracer
  readonly attributes: Attributes
}

/** A span for each attempt, in a trace of its own: it happens after the turn, and may happen again. */
export class DeliverySpans {
  readonly #options: DeliverySpansOptions
  /**
   * The spans in which turns began or messages were logged; an outbox on disk gives other envelopes back, which have no
   * span.
   */
  readonly #origins = new WeakMap<Envelope, SpanContext>()

  constructor(options: DeliverySpansOptions) {
    this.#options = options
  }

  activeSpan(): SpanContext | undefined {
    return this.#options.api.trace.getActiveSpan()?.spanContext()
  }

  /** @param turnSpan That in which its turn began, where it is one of a turn. */
  accepted(envelope: Envelope, turnSpan: SpanContext | undefined): void {
    const origin = turnSpan ?? this.activeSpan()
    if (origin !== undefined) this.#origins.set(envelope, origin)
  }

  attempt(envelope: Envelope): (error?: unknown) => void {
    const { api, tracer, attributes } = this.#options
    const origin = this.#origins.get(envelope)
    const span = tracer.startSpan(
      `dashbot send ${envelope.type}`,
      {
        kind: api.SpanKind.CLIENT,
        attributes: {
          ...attributes,
          'dashbot.message.type': envelope.type,
          'dashbot.message.id': envelope.id,
        },
        links: origin === undefined ? [] : [{ context: origin }],
      },
      api.ROOT_CONTEXT,
    )
    return (error) => {
      if (error !== undefined) {
        span.setAttribute('error.type', errorType(error))
        const message = error instanceof TransportError ? error.message : errorType(error)
        span.setStatus({ code: api.SpanStatusCode.ERROR, message })
      }
      span.end()
    }
  }
}
