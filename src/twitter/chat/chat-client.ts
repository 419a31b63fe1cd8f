import type { JsonObject } from '../../internal/json'

/** A registered public key of an account, as X's API names its fields. */
export interface RegisteredKey {
  readonly public_key_version: string
  readonly public_key: string
  readonly signing_public_key: string
  readonly identity_public_key_signature: string
}

/** A page of a conversation's events, each in X's encoding. */
export interface ChatEventsPage {
  readonly events: readonly string[]
  readonly keyChanges: readonly string[]
}

/** X's endpoints of encrypted chat, for one account: an `XChatClient`, or your own. */
export interface ChatClient {
  /** The public keys that an account has registered, of any version. */
  publicKeys(userId: string): Promise<readonly RegisteredKey[]>
  /** Posts a conversation's new key. */
  addConversationKey(conversation: string, body: JsonObject): Promise<void>
  /** Posts an encrypted message; resolves with X's event of it, which can be a failure. */
  sendMessage(conversation: string, body: JsonObject): Promise<string | undefined>
  /** The latest events of a conversation, up to 100. */
  events(conversation: string): Promise<ChatEventsPage>
  sendTyping(conversation: string): Promise<void>
  markRead(conversation: string, sequenceId: string): Promise<void>
  /** Uploads encrypted bytes; resolves with the key that names them in a message. */
  uploadMedia(conversation: string, bytes: Uint8Array): Promise<string>
  /** Downloads encrypted bytes. */
  downloadMedia(conversation: string, mediaHashKey: string): Promise<Uint8Array>
}
