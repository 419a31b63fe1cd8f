/** What a webhook says of an encrypted event. Only `encodedEvent` is proof of anything. */
export interface EncryptedEvent {
  readonly conversationId: string
  readonly senderId: string
  readonly encodedEvent: string
  /** The change that brought the conversation's present key, where X sends it along. */
  readonly keyChange: string | undefined
}
