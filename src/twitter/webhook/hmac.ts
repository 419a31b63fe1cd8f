import { createHmac, hash } from 'node:crypto'

/** Of SHA-256, in bytes. */
const BLOCK = 64
const DIGEST = 32
/** Longer contents are not copied, in bytes. */
const MAX_COPIED = 16 * 1_024

/** Gives the HMAC-SHA256 of a content, in base64. */
export type Hmac = (content: string | Uint8Array) => string

/**
 * HMAC-SHA256 with one secret, as RFC 2104 composes it from two hashes: an object of `createHmac` for each webhook
 * takes the garbage collector longer than the hashing. `hash` is not in every runtime that has `node:crypto`.
 */
export function hmacWith(secret: string, hashOnce: typeof hash | undefined = hash): Hmac {
  const byObject: Hmac = (content) => createHmac('sha256', secret).update(content).digest('base64')
  if (hashOnce === undefined) return byObject
  const key = Buffer.alloc(BLOCK)
  const bytes = Buffer.from(secret)
  key.set(bytes.length > BLOCK ? hashOnce('sha256', bytes, 'buffer') : bytes)
  const inner = Buffer.alloc(BLOCK + MAX_COPIED)
  const outer = Buffer.alloc(BLOCK + DIGEST)
  inner.set(key.map((byte) => byte ^ 0x36))
  outer.set(key.map((byte) => byte ^ 0x5c))
  return (content) => {
    const copied = typeof content === 'string' ? Buffer.from(content) : content
    if (copied.length > MAX_COPIED) return byObject(copied)
    inner.set(copied, BLOCK)
    outer.set(hashOnce('sha256', inner.subarray(0, BLOCK + copied.length), 'buffer'), BLOCK)
    return hashOnce('sha256', outer, 'base64')
  }
}
