import type { EngineEvent } from './chat-engine'
import { XChatError } from './chat-error'

/** What to do about the failures that X answers with in a 201. */
const remedies: Readonly<Record<string, string>> = {
  recipientNotTrusted:
    'The user takes no messages from the bot: let them write first, or accept its request.',
  nonLatestKeyVersion: 'The conversation has a newer key: send the message again.',
  recipientKeyChanged: 'The user registered new keys: send the message again.',
  senderKeyChanged: "The account's keys were replaced: run botbuilder-dashbot x chat unlock.",
  rateLimitUpsell: 'Send less often, or raise the account to a higher tier.',
  flaggedAsSpam: 'Vary the texts, send less often, and label the account as automated.',
  contentsTooLarge: 'Send a shorter text.',
}

/** Failures that end once the conversation's keys are read or made again. */
const keyFailures = ['nonLatestKeyVersion', 'recipientKeyChanged'] as const

/** The error of a failure event; undefined for any other event. */
export function failureOf(event: EngineEvent, conversationId: string): XChatError | undefined {
  if (event.type !== 'failure') return undefined
  const failure = typeof event.failure === 'string' ? event.failure : 'unknown'
  return new XChatError('refused', `X refused an encrypted message: ${failure}.`, {
    conversationId,
    failure,
    remedy: remedies[failure] ?? 'See docs/x-chat.md.',
  })
}

export function isKeyFailure(error: XChatError | undefined): boolean {
  return keyFailures.some((failure) => failure === error?.failure)
}
