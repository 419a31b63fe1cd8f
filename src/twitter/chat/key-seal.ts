import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Encrypts conversations' keys for a store (AES-256-GCM), and names conversations by an HMAC. Both secrets are derived
 * from the account's key blob (HKDF-SHA-256): whoever has the store alone reads nothing.
 */
export class KeySeal {
  readonly #cipherKey: Uint8Array
  readonly #nameKey: Uint8Array

  constructor(blob: Uint8Array) {
    this.#cipherKey = derive(blob, 'conversation keys')
    this.#nameKey = derive(blob, 'conversation names')
  }

  nameOf(conversationId: string): string {
    return createHmac('sha256', this.#nameKey).update(conversationId).digest('base64url')
  }

  close(key: Uint8Array): string {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv(CIPHER, this.#cipherKey, nonce)
    const encrypted = Buffer.concat([cipher.update(key), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64')
  }

  /** undefined for what another blob encrypted, or what is damaged. */
  open(text: string): Uint8Array | undefined {
    const bytes = Buffer.from(text, 'base64')
    const encrypted = bytes.subarray(NONCE_BYTES + TAG_BYTES)
    try {
      const decipher = createDecipheriv(CIPHER, this.#cipherKey, bytes.subarray(0, NONCE_BYTES))
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      return Buffer.concat([decipher.update(encrypted), decipher.final()])
    } catch {
      return undefined
    }
  }
}

function derive(blob: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', blob, '', `botbuilder-dashbot ${purpose}`, 32))
}
