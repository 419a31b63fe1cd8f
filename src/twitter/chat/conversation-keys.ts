import type { ConversationKeys } from './chat-engine'
import type { KeySeal } from './key-seal'
import type { ChatKeyStore, SealedKeys } from './key-store'

/** A conversation's key and its version, as the engine's encrypting calls take them. */
export interface CurrentKey {
  readonly conversationKey: Uint8Array
  readonly conversationKeyVersion: string
}

/**
 * The keys of conversations, several versions of each: an older message is read with an older key. The engine's own
 * cache holds the latest one only.
 */
export class KnownConversationKeys {
  readonly #store: ChatKeyStore
  readonly #seal: KeySeal

  constructor(store: ChatKeyStore, seal: KeySeal) {
    this.#store = store
    this.#seal = seal
  }

  async of(conversationId: string): Promise<ConversationKeys> {
    const sealed = (await this.#store.read(this.#seal.nameOf(conversationId))) ?? {}
    const keys: Record<string, Uint8Array> = {}
    for (const [version, text] of Object.entries(sealed)) {
      const key = this.#seal.open(text)
      if (key !== undefined) keys[version] = key
    }
    return keys
  }

  /** Adds what is new; known versions stay as they are. */
  async add(conversationId: string, keys: ConversationKeys): Promise<void> {
    const name = this.#seal.nameOf(conversationId)
    const known: SealedKeys = (await this.#store.read(name)) ?? {}
    const added = Object.entries(keys).filter(([version]) => !Object.hasOwn(known, version))
    if (added.length === 0) return
    const sealed = added.map(([version, key]) => [version, this.#seal.close(key)])
    await this.#store.write(name, { ...known, ...Object.fromEntries(sealed) })
  }
}

/** The key of the highest version, which new messages are encrypted with. Versions are compared as numbers. */
export function currentKey(keys: ConversationKeys): CurrentKey | undefined {
  let latest: string | undefined
  for (const version of Object.keys(keys)) {
    if (latest === undefined || BigInt(version) > BigInt(latest)) latest = version
  }
  const key = latest === undefined ? undefined : keys[latest]
  return latest === undefined || key === undefined
    ? undefined
    : { conversationKey: key, conversationKeyVersion: latest }
}
