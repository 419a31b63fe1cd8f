import type { ChatClient, RegisteredKey } from './chat-client'
import type { ChatEngine, RecipientKey, SigningKey } from './chat-engine'

/** The least time between two requests for one account's keys, in ms: garbage must not become requests to X. */
const REFRESH_INTERVAL_MS = 60_000

/** Accounts whose keys are remembered. */
const MAX_ACCOUNTS = 10_000

interface Known {
  readonly keys: readonly RegisteredKey[]
  /** When the keys were last read because they did not fit. */
  readonly refreshedAt: number
}

/** The public keys that accounts have registered with X. Keys that come with an event are never trusted. */
export class PublicKeys {
  readonly #client: Pick<ChatClient, 'publicKeys'>
  readonly #engine: Pick<ChatEngine, 'verifyKeyBinding'>
  readonly #known = new Map<string, Known>()
  readonly #now: () => number

  constructor(
    client: Pick<ChatClient, 'publicKeys'>,
    engine: Pick<ChatEngine, 'verifyKeyBinding'>,
    now: () => number = () => performance.now(),
  ) {
    this.#client = client
    this.#engine = engine
    this.#now = now
  }

  /** The keys that an account may sign events with. */
  async signingKeys(userId: string): Promise<readonly SigningKey[]> {
    return (await this.#of(userId)).map((key) => ({
      userId,
      publicKeyVersion: key.public_key_version,
      publicKey: key.signing_public_key,
      identityPublicKey: key.public_key,
      identityPublicKeySignature: key.identity_public_key_signature,
    }))
  }

  /**
   * The latest key to encrypt for an account; undefined where it has not registered a genuine one. While X knows no
   * key of the account, each call asks again.
   */
  async recipientKey(userId: string): Promise<RecipientKey | undefined> {
    const known = this.#known.get(userId)
    const keys = known?.keys.length ? known.keys : await this.#read(userId, known?.refreshedAt)
    let latest: RegisteredKey | undefined
    for (const key of keys) {
      const isNewer =
        latest === undefined || BigInt(key.public_key_version) > BigInt(latest.public_key_version)
      if (isNewer && this.#isGenuine(key)) latest = key
    }
    return latest && { userId, publicKey: latest.public_key, keyVersion: latest.public_key_version }
  }

  /** Reads an account's keys again, since those known do not fit. @returns false where that was done a moment ago */
  async refresh(userId: string): Promise<boolean> {
    const now = this.#now()
    const known = this.#known.get(userId)
    if (known !== undefined && now - known.refreshedAt < REFRESH_INTERVAL_MS) return false
    await this.#read(userId, now)
    return true
  }

  /** The next use of an account's keys reads them again. */
  forget(userId: string): void {
    this.#known.delete(userId)
  }

  async #of(userId: string): Promise<readonly RegisteredKey[]> {
    return this.#known.get(userId)?.keys ?? this.#read(userId)
  }

  async #read(userId: string, refreshedAt = Number.NEGATIVE_INFINITY): Promise<readonly RegisteredKey[]> {
    const keys = await this.#client.publicKeys(userId)
    if (this.#known.size >= MAX_ACCOUNTS) this.#known.clear()
    this.#known.set(userId, { keys, refreshedAt })
    return keys
  }

  #isGenuine(key: RegisteredKey): boolean {
    return this.#engine.verifyKeyBinding(
      key.public_key,
      key.signing_public_key,
      key.identity_public_key_signature,
    )
  }
}
