import { DashbotError } from '../../errors'

/** Why an encrypted message could not be read or sent. */
export type XChatFault =
  /** No key of the conversation reads the message, and X gave none. */
  | 'no_conversation_key'
  /** The signature is missing, wrong, or of a key that the sender has not registered. */
  | 'unverified'
  /** The message belongs to another conversation than the webhook says. */
  | 'other_conversation'
  /** The bytes are not an event, or hold a content that this version does not know. */
  | 'unreadable'
  /** The adapter has no `chat` option. */
  | 'no_keys'
  /** The keys given are not those that the account has registered. */
  | 'keys_replaced'
  /** The other participant has not registered for X Chat. */
  | 'not_registered'
  /** X took the request and answered with a failure event. */
  | 'refused'
  /** The PIN does not open the backup of the keys. */
  | 'wrong_pin'
  /** X keeps no backup of the keys. */
  | 'no_backup'
  /** The servers that keep the backup refused. */
  | 'backup_failed'

const remedies: Readonly<Record<XChatFault, string>> = {
  no_conversation_key:
    'The conversation began before this key was registered, or X did not deliver its key: ask the user to write again.',
  unverified: 'It is not shown to the bot. If it happens with every sender, update the engine.',
  other_conversation: 'It is not shown to the bot.',
  unreadable: 'It is not shown to the bot.',
  no_keys: 'Give the adapter the option chat: { keys, keyVersion }, see docs/x-chat.md.',
  keys_replaced:
    'Somebody registered new keys for the account: run botbuilder-dashbot x chat unlock, and give the adapter the new blob and its version.',
  not_registered: 'Send a plain direct message, or wait until the user has set up X Chat.',
  refused: 'See the failure.',
  wrong_pin: 'Nothing was tried again: make sure of the PIN, since too many wrong ones destroy the backup.',
  no_backup: 'Make one with botbuilder-dashbot x chat backup, if you have the keys; else register new ones.',
  backup_failed: 'Try again later.',
}

export interface XChatErrorOptions {
  /** In X's canonical form. */
  readonly conversationId?: string | undefined
  /** X's name of a failure event, for example `recipientNotTrusted`. */
  readonly failure?: string | undefined
  readonly remedy?: string | undefined
  readonly cause?: unknown
}

/** Something that encrypted X Chat did not let happen. The message holds no text, key or token. */
export class XChatError extends DashbotError {
  readonly fault: XChatFault
  /** In X's canonical form, where it is known. */
  readonly conversationId: string | undefined
  /** X's name of a failure event, for example `recipientNotTrusted`. */
  readonly failure: string | undefined
  /** What to do about it. */
  readonly remedy: string

  constructor(fault: XChatFault, what: string, options: XChatErrorOptions = {}) {
    const { conversationId, failure, cause, remedy = remedies[fault] } = options
    super('ERR_DASHBOT_X_CHAT', `${what} ${remedy}`, { cause })
    this.fault = fault
    this.conversationId = conversationId
    this.failure = failure
    this.remedy = remedy
  }
}
