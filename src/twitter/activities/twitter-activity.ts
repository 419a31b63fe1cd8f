import type { JsonObject } from '../../internal/json'

/** An activity as the adapters hand it to a bot: plain, no field null or undefined. Both SDKs' types take it. */
export interface TwitterActivity {
  readonly type: 'message' | 'typing' | 'event' | 'messageUpdate' | 'messageDelete' | 'messageReaction'
  /** Of an event: `echo`, `readReceipt`, `revoke`, `ContinueConversation`. */
  readonly name?: string
  /** The direct message's id. */
  readonly id?: string
  readonly timestamp?: Date
  readonly channelId: 'twitter'
  readonly serviceUrl: string
  readonly from: TwitterAccount
  readonly recipient: TwitterAccount
  /** The user's id: the one thing that stays the same for the pair of user and bot. */
  readonly conversation: {
    readonly id: string
    readonly isGroup: boolean
    /** `xchat` for an encrypted conversation. */
    readonly conversationType?: string
  }
  readonly text?: string
  readonly attachments?: readonly TwitterAttachment[]
  /** Of a message that answers a quick reply: its metadata. Of an event: what happened. */
  readonly value?: unknown
  /** The event with its users, in the form of the webhook's body. */
  readonly channelData?: JsonObject
  /** Of a message that answers another: that one's id. Of a reaction: the sequence id of what it is about. */
  readonly replyToId?: string
  readonly reactionsAdded?: readonly { readonly type: string }[]
  readonly reactionsRemoved?: readonly { readonly type: string }[]
  /** Of a turn that no message began: the reference that it was begun with. */
  readonly relatesTo?: ReferenceLike
}

export interface TwitterAccount {
  /** Missing only of a bot whose id is not known. */
  readonly id?: string
  readonly name?: string
  readonly role: 'user' | 'bot'
}

export interface TwitterAttachment {
  readonly contentType: string
  readonly contentUrl?: string
  readonly thumbnailUrl?: string
  readonly name?: string
  /** Of a medium a `TwitterMediaContent`; of a location `{ type: 'Point', coordinates }` or `{ type: 'Place', id }`. */
  readonly content?: unknown
}

/** What X says about a photo, video or GIF beside its address. */
export interface TwitterMediaContent {
  readonly mediaId?: string
  /** `photo`, `video` or `animated_gif`. */
  readonly type?: string
  /** true: the address answers only to requests that are signed with the bot account's keys. */
  readonly requiresOAuth: boolean
}

/** What matters here of both SDKs' ConversationReference; the bot is `bot` in one and `agent` in the other. */
export interface ReferenceLike {
  readonly activityId?: string | undefined
  readonly conversation?: ReferencedConversation | null | undefined
  readonly user?: ReferencedAccount | null | undefined
  readonly bot?: ReferencedAccount | null | undefined
  readonly agent?: ReferencedAccount | null | undefined
}

export interface ReferencedConversation extends ReferencedAccount {
  readonly conversationType?: string | undefined
  readonly isGroup?: boolean | undefined
}

export interface ReferencedAccount {
  readonly id?: string | undefined
  readonly name?: string | undefined
}

/** What all activities of a conversation share. */
export function channel(userId: string) {
  return {
    channelId: 'twitter',
    serviceUrl: 'https://api.x.com',
    conversation: { id: userId, isGroup: false },
  } as const
}

export function account({ id, name }: ReferencedAccount, role: TwitterAccount['role']): TwitterAccount {
  if (id === undefined) return { role }
  return name === undefined ? { id, role } : { id, name, role }
}
