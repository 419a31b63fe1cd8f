/**
 * Metrics and spans of a client or a relay, and metrics of an adapter.
 *
 * @module botbuilder-dashbot/opentelemetry
 */

export type { DeliveryObserver } from '../delivery/observer'
export type { AdapterCounts } from './adapter-gauges'
export type { OpenTelemetryObserver } from './metrics'
export { type OpenTelemetryOptions, openTelemetry } from './open-telemetry'
