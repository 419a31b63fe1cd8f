import { createHash, createHmac } from 'node:crypto'
import { type BeforeSend, userHandlingOf } from './before-send'

/** What the bot's side knows of a payload's user. */
export interface Identity {
  /** The key of the lane; undefined: the payload's conversation, else its user. */
  readonly conversation?: string | undefined
  /** What the channel calls the conversation: events carry it. On Twitter it is not the lane's key. */
  readonly channelConversationId?: string | undefined
  /** Ids that name the user, beside the payload's `userId`. */
  readonly userIds?: readonly string[] | undefined
  /** Names and handles of the user. */
  readonly names?: readonly string[] | undefined
}

/** In hexadecimal digits, as many as `hashUserIds` gives a pseudonym. */
const DIGEST_LENGTH = 32

/**
 * Makes the stored name of a lane from its key: the key itself, or, behind hooks that change users, a digest that is the
 * same over restarts and processes. What a hook took out of the payloads is then not in the name either.
 */
export function laneNaming(hooks: readonly BeforeSend[]): (key: string) => string {
  const handlings = hooks.map(userHandlingOf)
  if (!handlings.some(({ changesUsers }) => changesUsers)) return (key) => key
  const secret = secretOf(hooks)
  return (key) => laneDigest(key, secret)
}

/** The secret under which the first hook that has one hashes ids. */
export function secretOf(hooks: readonly BeforeSend[]): string | undefined {
  return hooks.map(userHandlingOf).find(({ secret }) => secret !== undefined)?.secret
}

/** HMAC-SHA256 of the key under the secret; SHA-256 without one. */
export function laneDigest(key: string, secret?: string): string {
  const hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
  return hash.update(key).digest('hex').slice(0, DIGEST_LENGTH)
}
