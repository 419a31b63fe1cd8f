// Errors

// What leaves the process
export type { BeforeSend } from './before-send'
export { DashbotClient, type WaitOptions } from './client'
export type { DashbotClientOptions } from './client-options'
// In the bot
export {
  type TrackedEvent,
  type TrackedHandler,
  type TrackedIntent,
  trackedHandlers,
} from './decorators/declarations'
export type { TrackDecorator } from './decorators/track-decorator'
export { TrackEvent, type TrackEventOptions } from './decorators/track-event'
export { TrackIntent, type TrackIntentOptions } from './decorators/track-intent'
export type { ContextOf, Method, Resolvable, ResultOf, TrackedCall } from './decorators/tracked-call'
export type { DeliveryStats, DropReason } from './delivery/accounting'
export type { CloseResult, FlushResult } from './delivery/delivery'
export type { DropReport, OnDrop } from './delivery/drop-reports'
// For authors of transports and outboxes
export type { DeliveryObserver } from './delivery/observer'
export type { Outbox, OutboxHost, Outcome } from './delivery/outbox'
export {
  ConfigError,
  DashbotError,
  type DashbotErrorCode,
  MissingPeerError,
  TransportError,
  type TransportErrorOptions,
  ValidationError,
  type ValidationIssue,
} from './errors'
export type { ActivityLike } from './mapping/activity-like'
export { DashbotMiddleware } from './middleware'
export type { DashbotMiddlewareOptions } from './middleware-options'
export { dropPlatformJson } from './privacy/drop-platform-json'
export { hashUserIds } from './privacy/hash-user-ids'
export { onlyUsers } from './privacy/only-users'
export { type PersonalDataKind, type PersonalDataPattern, personalData } from './privacy/patterns'
export { type RedactTextOptions, redactText } from './privacy/redact-text'
export { sample } from './privacy/sample'
export { type Closable, type CloseOnSignalsOptions, closeOnSignals } from './shutdown'
export { ConsoleTransport, type ConsoleTransportOptions } from './transports/console'
export { HttpTransport, type HttpTransportOptions } from './transports/http'
export { MemoryTransport } from './transports/memory'
export type { SendOptions, Transport } from './transports/transport'
export type { IntentInput, IntentInputs, IntentLike } from './turn/intent'
export type { StorageLike } from './turn/offered-buttons'
export type { TurnEvent } from './turn/tell'
export {
  type ContextSource,
  type TrackIntentByHandOptions,
  trackEvent,
  trackIntent,
  trackNotHandled,
} from './turn/track'
export type { ResourceResponseLike, TurnContextLike, TurnStateLike } from './turn/turn-context-like'
// What Dashbot takes
export type { Envelope } from './wire/envelope'
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
