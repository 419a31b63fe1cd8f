import * as v from 'valibot'
import { ConfigError } from '../../errors'
import { objectWith, parseOptions } from '../../internal/options'
import type { ChatClient } from './chat-client'
import type { ChatKeyStore } from './key-store'

/** An identity and a signing scalar of P-256, 32 bytes each. */
const BLOB_BYTES = 64

/** Encrypted X Chat for the adapter's account. A preview: not yet run against X. */
export interface ChatOptions {
  /**
   * The account's private keys, 64 bytes, in base64 or as bytes: from a secret manager. Whoever has them reads every
   * conversation of the account. `botbuilder-dashbot x chat register` makes them.
   */
  readonly keys: string | Uint8Array
  /** The version under which X registered the keys: digits, as `register` prints it. */
  readonly keyVersion: string
  /** X's endpoints of encrypted chat. @default an `XChatClient` with the keys of the adapter's `TwitterApiClient` */
  readonly client?: ChatClient | undefined
  /**
   * Keeps conversations' keys, encrypted, so that a restart reads on without asking X.
   * @default in the `SqliteInbox`, else in the process's memory
   */
  readonly keyStore?: ChatKeyStore | undefined
}

export interface ResolvedChatOptions {
  readonly blob: Uint8Array
  readonly keyVersion: string
  readonly client: ChatClient | undefined
  readonly keyStore: ChatKeyStore | undefined
}

const versionRule = 'the digits of the version that X registered the keys under, in a string'

const schema = v.strictObject({
  keys: v.union([v.string('a string'), v.instance(Uint8Array)], '64 bytes, in base64 or as a Uint8Array'),
  keyVersion: v.pipe(v.string(versionRule), v.digits(versionRule)),
  client: v.optional(
    objectWith<ChatClient>(
      'publicKeys',
      'addConversationKey',
      'sendMessage',
      'events',
      'sendTyping',
      'markRead',
    ),
  ),
  keyStore: v.optional(objectWith<ChatKeyStore>('read', 'write')),
})

/** @throws ConfigError that names the option at fault, and holds nothing of the keys */
export function resolveChatOptions(owner: string, options: unknown): ResolvedChatOptions {
  const { keys, keyVersion, client, keyStore } = parseOptions(`${owner} chat`, schema, options)
  const blob = typeof keys === 'string' ? Buffer.from(keys.trim(), 'base64') : Buffer.from(keys)
  if (blob.byteLength !== BLOB_BYTES) {
    throw new ConfigError(
      'chat.keys',
      `${owner}: chat.keys must be ${BLOB_BYTES} bytes in base64, and has ${blob.byteLength}. Take the blob that botbuilder-dashbot x chat register wrote.`,
    )
  }
  return { blob, keyVersion, client, keyStore }
}
