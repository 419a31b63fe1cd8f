import type { ChatClient } from '../chat/chat-client'
import type { DirectMessage } from './direct-message'

/** An image, GIF or video on its way to X. */
export interface Media {
  readonly bytes: Uint8Array
  /** For example `image/png`. */
  readonly contentType: string
}

export interface SentMessage {
  /** The id that X gave the message. */
  readonly id: string
  /** The `message_create` event as X returned it, where it did. */
  readonly event?: object
  /** What was sent in place of the message, where X's API takes less: v2 has no buttons. */
  readonly instead?: DirectMessage
  /** The messages that went out before this one, where the message needed several. */
  readonly earlier?: readonly SentMessage[]
}

/**
 * What the adapters need of X's API, in the name of the bot's account. A rejection of `send` and `upload` reaches the
 * bot from `sendActivity` as it is; where parts of a message went out before it, its `earlier` holds them. One of
 * `sendTyping` and `markRead` goes to the adapter's `onError`, and messages wait for these a second at most.
 */
export interface DirectMessageClient {
  send(message: DirectMessage): Promise<SentMessage>
  /** Shows the user for a few seconds that the bot is writing. */
  sendTyping(recipientId: string): Promise<void>
  /** Shows the user that the bot read their messages up to this one. */
  markRead(eventId: string, recipientId: string): Promise<void>
  /** Resolves to the medium's id. Without it, a medium that has a public address is sent as a link. */
  upload?(media: Media): Promise<string>
  /** X's endpoints of encrypted chat, with the same keys. */
  readonly chat?: ChatClient
}
