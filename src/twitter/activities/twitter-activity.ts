import type { JsonObject } from '../json'
import type { ReferenceLike } from './continuation'

/** An activity as the adapters hand it to a bot: plain, no field null or undefined. Both SDKs' types take it. */
export interface TwitterActivity {
  readonly type: 'message' | 'typing' | 'event'
  /** Of an event: `echo`, `readReceipt`, `revoke`, `ContinueConversation`. */
  readonly name?: string
  /** The direct message's id. */
  readonly id?: string
  readonly timestamp?: Date
  readonly channelId: 'twitter'
  readonly serviceUrl: string
  readonly from: TwitterAccount
  /** The bot; missing where nobody told its id. */
  readonly recipient?: TwitterAccount
  /** The user's id: the one thing that stays the same for the pair of user and bot. */
  readonly conversation: { readonly id: string; readonly isGroup: false }
  readonly text?: string
  readonly attachments?: readonly TwitterAttachment[]
  /** Of a message that answers a quick reply: its metadata. Of an event: what happened. */
  readonly value?: unknown
  /** The event with its users, in the form of the webhook's body. */
  readonly channelData?: JsonObject
  /** Of a turn that no message began: the reference that it was begun with. */
  readonly relatesTo?: ReferenceLike
}

export interface TwitterAccount {
  readonly id: string
  readonly name?: string
  readonly role: 'user' | 'bot'
}

export interface TwitterAttachment {
  readonly contentType: string
  readonly contentUrl?: string
  readonly thumbnailUrl?: string
  readonly content?: unknown
}

/** What all activities of a conversation share. */
export function channel(userId: string) {
  return {
    channelId: 'twitter',
    serviceUrl: 'https://api.x.com',
    conversation: { id: userId, isGroup: false },
  } as const
}
