/**
 * Metrics and spans of a client or a relay.
 *
 * @module botbuilder-dashbot/opentelemetry
 */

export type { DeliveryObserver } from '../delivery/observer'
export { type OpenTelemetryOptions, openTelemetry } from './open-telemetry'
