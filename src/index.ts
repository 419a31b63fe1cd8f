/**
 * The middleware, the decorators, the client, and the transports that need nothing else.
 *
 * @module botbuilder-dashbot
 */

// In the bot

export {
  type TrackedEventHandler,
  type TrackedHandler,
  type TrackedIntentHandler,
  trackedHandlers,
} from './decorators/declarations'
export type { TrackDecorator } from './decorators/track-decorator'
export { TrackEvent, type TrackEventOptions } from './decorators/track-event'
export { TrackIntent, type TrackIntentOptions } from './decorators/track-intent'
export type { ContextOf, Method, Resolvable, ResultOf, TrackedCall } from './decorators/tracked-call'
export type { ActivityLike } from './mapping/activity-like'
export { xUserOf } from './mapping/x-user'
export { DashbotMiddleware } from './middleware/middleware'
export type { DashbotMiddlewareOptions, EnrichedFields } from './middleware/options'
export type { StorageLike } from './middleware/turn/button-storage'
export type { IntentInput, IntentInputs, IntentLike } from './middleware/turn/intent'
export type { TurnEvent } from './middleware/turn/record'
export {
  type ContextSource,
  type TrackIntentByHandOptions,
  trackEvent,
  trackIntent,
  trackNotHandled,
} from './middleware/turn/track'
export type {
  ResourceResponseLike,
  TurnContextLike,
  TurnStateLike,
} from './middleware/turn/turn-context-like'

// The client

export { DashbotClient } from './client/client'
export { type Closable, type CloseOnSignalsOptions, closeOnSignals } from './client/close-on-signals'
export type { DashbotClientOptions } from './client/options'
export type { DeliveryStats, DropReason } from './delivery/accounting'
export type { CloseResult, FlushResult, WaitOptions } from './delivery/delivery'
export type { DropReport, OnDrop } from './delivery/drop-reports'

// What leaves the process

export type { AboutPayload, BeforeSend } from './client/before-send'
export { dropPlatformJson } from './privacy/drop-platform-json'
export { hashUserIds } from './privacy/hash-user-ids'
export type { PersonalDataKind, PersonalDataPattern } from './privacy/kinds'
export { onlyUsers } from './privacy/only-users'
export { pseudonymize } from './privacy/pseudonymize'
export { type RedactTextOptions, redactText } from './privacy/redact-text'
export { sample } from './privacy/sample'

// How it travels

export { ConsoleTransport, type ConsoleTransportOptions } from './transports/console'
export { HttpTransport, type HttpTransportOptions } from './transports/http'
export { MemoryTransport } from './transports/memory'

// For authors of transports, outboxes and observers

export type { DeliveryObserver } from './delivery/observer'
export type { Outbox, OutboxHost, Outcome } from './delivery/outbox'
export type { SendOptions, Transport } from './transports/transport'
export { type Envelope, type EnvelopeFields, restoreEnvelope } from './wire/envelope'

// What Dashbot takes

export type {
  CustomEvent,
  DashbotButton,
  DashbotEvent,
  DashbotEventType,
  DashbotImage,
  DashbotIntent,
  DashbotIntentInput,
  DashbotMessage,
  DashbotPayload,
  DashbotPostback,
  PageLaunchEvent,
  PayloadType,
  ReferralEvent,
  RevenueEvent,
  ShareEvent,
} from './wire/types'

// Errors

export {
  ConfigError,
  DashbotError,
  type DashbotErrorCode,
  type DashbotErrorOptions,
  MissingPeerError,
  TransportError,
  type TransportErrorOptions,
  ValidationError,
  type ValidationIssue,
} from './errors'
