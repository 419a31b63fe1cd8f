/** One direct message to send: everything X takes in one. */
export interface DirectMessage {
  /** The user's id. */
  readonly recipientId: string
  /** 1 to 10,000 characters; may be missing beside a medium. */
  readonly text?: string
  /** Answers offered below the message: 1 to 20. */
  readonly quickReplies?: readonly QuickReply[]
  /** Buttons that open a page: 1 to 3. */
  readonly callToActions?: readonly CallToAction[]
  /** What `upload` resolved to. */
  readonly mediaId?: string
}

export interface QuickReply {
  /** Up to 36 characters. */
  readonly label: string
  /** Up to 72 characters; all replies of a message have one, or none has. */
  readonly description?: string
  /** Comes back with the answer. Up to 1,000 characters. */
  readonly metadata?: string
}

export interface CallToAction {
  /** Up to 36 characters. */
  readonly label: string
  readonly url: string
}
