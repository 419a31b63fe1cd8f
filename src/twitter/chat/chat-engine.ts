import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigError } from '../../errors'
import { requirePeer } from '../../internal/require-peer'

const PACKAGE = '@xdevplatform/chat-xdk'

/** The class that is driven here is not the package's public API, so only the version that was tested is taken. */
const TESTED_VERSION = '0.4.3'

/** A conversation's keys by their version. */
export type ConversationKeys = Readonly<Record<string, Uint8Array>>

/** Who may have signed an event: a registered public key of an account. */
export interface SigningKey {
  readonly userId: string
  readonly publicKeyVersion: string
  readonly publicKey: string
  readonly identityPublicKey: string
  readonly identityPublicKeySignature: string
}

/** A public key to encrypt a conversation's key for. */
export interface RecipientKey {
  readonly userId: string
  readonly publicKey: string
  readonly keyVersion: string
}

/** An event as the engine returns it; what it holds depends on `type`. */
export interface EngineEvent {
  readonly type: string
  readonly verified?: boolean
  readonly id?: string | null
  readonly senderId?: string | null
  readonly conversationId?: string | null
  readonly sequenceId?: string | null
  readonly createdAtMsec?: string | number | null
  readonly keyVersion?: string | null
  readonly content?: Readonly<Record<string, unknown>> | null
  readonly [field: string]: unknown
}

/** What `POST .../messages` takes, encrypted and signed. */
export interface EncryptedMessage {
  readonly messageId: string
  readonly encryptedContent: string
  readonly encodedEventSignature: string
}

export interface ActionSignature {
  readonly messageId: string
  readonly encodedMessageEventDetail: string
  readonly signature: string
  readonly publicKeyVersion: string
  readonly signatureVersion: string
}

/** A conversation's new key, wrapped for its participants and signed. */
export interface KeyChange {
  readonly conversationId: string
  readonly conversationKey: Uint8Array
  readonly conversationKeyVersion: string
  readonly participantKeys: readonly {
    readonly userId: string
    readonly encryptedKey: string
    readonly publicKeyVersion: string
  }[]
  readonly actionSignatures: readonly ActionSignature[]
}

/** An account's public keys, as X registers them. */
export interface KeyRegistration {
  readonly version: string
  /** true: X gives the version. */
  readonly generateVersion: boolean
  readonly publicKey: Readonly<Record<string, string>>
}

/** The part of the engine's `Chat` that is used here. All calls are synchronous, 1 to 9 ms each. */
export interface ChatEngine {
  generateKeypairs(): KeyRegistration
  /** The private keys: 64 bytes. */
  exportKeys(): Uint8Array
  importKeys(keys: Uint8Array, version: string): void
  setIdentity(userId: string, version: string): void
  verifyKeyBinding(identityKey: string, signingKey: string, signature: string): boolean
  decryptEvent(event: string, keys: ConversationKeys | null, signingKeys: readonly SigningKey[]): EngineEvent
  decryptEvents(
    events: readonly string[],
    signingKeys: readonly SigningKey[],
  ): { readonly conversationKeys: { readonly keys: ConversationKeys } }
  encryptMessage(params: object): EncryptedMessage
  encryptReply(params: object): EncryptedMessage
  /** In pixels, of an image; 0 by 0 of other media, since the engine demands numbers. */
  dimensionsOf(bytes: Uint8Array): { readonly width: number; readonly height: number }
  prepareConversationKeyChange(params: { readonly publicKeys: readonly RecipientKey[] }): KeyChange
  encryptStream(bytes: Uint8Array, key: Uint8Array): Uint8Array
  decryptStream(bytes: Uint8Array, key: Uint8Array): Uint8Array
  matchesRegisteredKey(publicKey: string): boolean
}

/**
 * Checks that the engine is installed, without loading it.
 *
 * @throws MissingPeerError where it is not
 * @throws ConfigError where it has another version than the one tested
 */
export function findChatEngine(): string {
  const entry = requirePeer('X Chat', [`${PACKAGE}@${TESTED_VERSION}`], () => require.resolve(PACKAGE))
  const folder = dirname(entry)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  if (version === TESTED_VERSION) return folder
  throw new ConfigError(
    'chat',
    `chat needs ${PACKAGE} ${TESTED_VERSION}, and ${version} is installed. Install the tested version with: npm install --save-exact ${PACKAGE}@${TESTED_VERSION}`,
  )
}

interface EngineModule {
  readonly default: (options: { readonly module_or_path: Uint8Array }) => Promise<unknown>
  readonly Chat: new () => Omit<ChatEngine, 'dimensionsOf'>
  readonly detectImageDimensions: (bytes: Uint8Array) => { width: number; height: number } | null | undefined
}

let loading: Promise<EngineModule> | undefined

/** A new engine without keys. The WebAssembly module is loaded once a process: 30 to 50 ms and 20 MB. */
export async function openChatEngine(): Promise<ChatEngine> {
  loading ??= load(findChatEngine())
  const { Chat, detectImageDimensions } = await loading
  const dimensionsOf = (bytes: Uint8Array) => detectImageDimensions(bytes) ?? { width: 0, height: 0 }
  return Object.assign(new Chat(), { dimensionsOf })
}

async function load(folder: string): Promise<EngineModule> {
  const module: EngineModule = await import(pathToFileURL(join(folder, 'pkg', 'chat_xdk_wasm.js')).href)
  await module.default({ module_or_path: readFileSync(join(folder, 'pkg', 'chat_xdk_wasm_bg.wasm')) })
  return module
}
