import { createHmac } from 'node:crypto'
import type { BeforeSend } from '../client/before-send'
import { ConfigError } from '../errors'
import { SHORTEST_SECRET } from '../internal/options'
import { mapLeaves } from './map-leaves'

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/**
 * Replaces the user's id by a pseudonym, the same in both directions, in events and in every process that has the
 * secret: 32 hexadecimal digits of HMAC-SHA256. The id is replaced wherever it stands in the payload as a word of
 * its own, so in `platformJson` too, property names included.
 *
 * @param secret Keep it as you keep a key: who has it can test whether a pseudonym belongs to an id. At least 16
 * characters.
 * @throws {ConfigError} where the secret is shorter.
 */
export function hashUserIds(secret: string): BeforeSend {
  if (typeof secret !== 'string' || secret.length < SHORTEST_SECRET) {
    throw new ConfigError('secret', `hashUserIds needs a secret of at least ${SHORTEST_SECRET} characters`)
  }
  return (payload) => {
    const { userId } = payload
    const pseudonym = createHmac('sha256', secret).update(userId).digest('hex').slice(0, 32)
    const asWord = new RegExp(`(?<![\\p{L}\\p{N}])${escapePattern(userId)}(?![\\p{L}\\p{N}])`, 'gu')
    const inText = (text: string): string => text.replace(asWord, pseudonym)
    const hashed = mapLeaves(
      payload,
      (leaf) => {
        if (typeof leaf === 'string') return inText(leaf)
        return String(leaf) === userId ? pseudonym : leaf
      },
      inText,
    )
    return { ...(hashed as typeof payload), userId: pseudonym }
  }
}
