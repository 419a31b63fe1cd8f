export type { DeliveryObserver } from '../delivery/observer'
export { type OpenTelemetryOptions, openTelemetry } from './open-telemetry'
