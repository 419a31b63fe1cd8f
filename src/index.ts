// Errors

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
