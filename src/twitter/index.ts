/**
 * X's direct messages for botbuilder bots.
 *
 * @module botbuilder-dashbot/twitter
 */

export type {
  TwitterAccount,
  TwitterActivity,
  TwitterAttachment,
  TwitterMediaContent,
} from './activities/twitter-activity'
export type { TwitterApiClientOptions, TwitterApiClientSettings } from './api/client-options'
export type { TwitterApiKeys, TwitterApiLike } from './api/twitter-api'
export { TwitterApiClient } from './api/twitter-api-client'
export { TwitterApiError } from './api/twitter-api-error'
export {
  type XAccount,
  type XActivitySubscription,
  type XReplaySpan,
  type XSubscriptionCount,
  type XWebhook,
  XWebhooks,
  type XWebhooksOptions,
} from './api/x-webhooks'
export type { ChatClient, ChatEventsPage, RegisteredKey } from './chat/chat-client'
export { XChatError, type XChatErrorOptions, type XChatFault } from './chat/chat-error'
export type { AttachedMedium } from './chat/chat-media'
export type { ChatOptions } from './chat/chat-options'
export type { ChatKeyStore, SealedKeys } from './chat/key-store'
export { XChatClient } from './chat/x-chat-client'
export type { Clock } from './clock'
export type {
  AddedEvents,
  AppIdStore,
  DeadTurnReason,
  Inbox,
  InboxEvent,
  InboxHost,
  InboxLimits,
  InboxTurn,
  TurnOutcome,
} from './inbox/inbox'
export type { SqliteInboxOptions } from './inbox/sqlite/options'
export { SqliteInbox } from './inbox/sqlite/sqlite-inbox'
export type { CallToAction, DirectMessage, QuickReply } from './messages/direct-message'
export type { DirectMessageClient, Media, SentMessage } from './messages/direct-message-client'
export { DirectMessageError } from './messages/message-error'
export type { TwitterAdapterOptions, TwitterBotAccount } from './options'
export type { AdapterObserver, AdapterStats } from './turns/adapter-stats'
export { type TurnWithState, turnAttempt } from './turns/turn-attempt'
export { TurnError } from './turns/turn-error'
export type { ClosedAdapter } from './turns/turn-runner'
export { type TurnLogic, TwitterAdapter } from './twitter-adapter'
export type { AdapterCloseOptions } from './twitter-channel'
export type { WebhookCall, WebhookHeaders } from './webhook/call-exchange'
export { crcAnswer, crcToken } from './webhook/crc'
export type { Answer } from './webhook/exchange'
export type { FetchRequest } from './webhook/fetch-exchange'
export type { WebhookRequest, WrappedReply, WrappedRequest } from './webhook/read-body'
export { isSigned, sign } from './webhook/signature'
