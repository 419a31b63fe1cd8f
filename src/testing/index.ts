/**
 * Contract suites for transports, outboxes and inboxes of your own, and a stand-in for X.
 *
 * @module botbuilder-dashbot/testing
 */

export type { ApiAnswer } from './fake-x/api-answers'
export type { ApiRequestRecord, Misbehaviour } from './fake-x/api-server'
export { FakePhone, type ShownMessage } from './fake-x/chat/fake-phone'
export type { SentDirectMessage } from './fake-x/direct-message-api'
export type { FakeUser } from './fake-x/direct-messages'
export { type AgentMessage, FakeX, type FakeXOptions, type UserMessage } from './fake-x/fake-x'
export type { UploadedMedia } from './fake-x/media-uploads'
export type { RateLimitOptions } from './fake-x/rate-limit'
export type { DeliveredWebhook } from './fake-x/webhook-delivery'
export { type InboxContractOptions, type InboxUnderTest, inboxContract } from './inbox-contract'
export { type OutboxContractOptions, type OutboxUnderTest, outboxContract } from './outbox-contract'
export {
  type ContractCheck,
  type ReceivedEnvelope,
  type TransportContractOptions,
  type TransportUnderTest,
  transportContract,
} from './transport-contract'
