import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** true where both are the same; the time that it takes tells nothing of where they differ. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other))
}

/** Tells whether a key is one of the keys, through digests, so that the time tells nothing of how near it came. */
export function keyring(keys: readonly string[]): (key: string) => boolean {
  const digests = new Set(keys.map((key) => digest(key).toString('hex')))
  return (key) => digests.has(digest(key).toString('hex'))
}
