/** Seen from the bot. */
export type Direction = 'incoming' | 'outgoing'

/**
 * The part of an Activity that this library reads, as a structural type: botbuilder's interface, the Agents SDK's
 * class and plain JSON all fit. Every property may be missing, since adapters leave out any of them.
 */
export interface ActivityLike {
  type?: string | undefined
  id?: string | undefined
  name?: string | undefined
  text?: string | undefined
  speak?: string | undefined
  summary?: string | undefined
  timestamp?: Date | string | undefined
  channelId?: string | undefined
  replyToId?: string | undefined
  label?: string | undefined
  valueType?: string | undefined
  from?: AccountLike | undefined
  recipient?: AccountLike | undefined
  conversation?: ConversationLike | undefined
  attachments?: readonly AttachmentLike[] | undefined
  suggestedActions?: SuggestedActionsLike | undefined
  entities?: unknown
  value?: unknown
  channelData?: unknown
}

export interface AccountLike {
  id?: string | undefined
  name?: string | undefined
  role?: string | undefined
}

export interface ConversationLike {
  id?: string | undefined
  conversationType?: string | undefined
}

export interface AttachmentLike {
  contentType?: string | undefined
  contentUrl?: string | undefined
  content?: unknown
  name?: string | undefined
  thumbnailUrl?: string | undefined
}

export interface SuggestedActionsLike {
  actions?: readonly CardActionLike[] | undefined
}

export interface CardActionLike {
  type?: string | undefined
  title?: string | undefined
  value?: unknown
  text?: string | undefined
  displayText?: string | undefined
}
