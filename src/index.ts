// Errors

// What leaves the process
export type { BeforeSend } from './before-send'
// For authors of transports and outboxes
export type { DropReason } from './delivery/accounting'
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
export { dropPlatformJson } from './privacy/drop-platform-json'
export { hashUserIds } from './privacy/hash-user-ids'
export { onlyUsers } from './privacy/only-users'
export { type PersonalDataKind, type PersonalDataPattern, personalData } from './privacy/patterns'
export { type RedactTextOptions, redactText } from './privacy/redact-text'
export { sample } from './privacy/sample'
export type { SendOptions, Transport } from './transports/transport'
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
