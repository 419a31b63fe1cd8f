import { type BeforeSend, declareUserHandling } from '../client/before-send'
import { hideUserIds } from './hidden-ids'
import { checkSecret } from './pseudonyms'

/**
 * Replaces the user's ids by pseudonyms, the same in both directions, in events and in every process that has the
 * secret: 32 hexadecimal digits of HMAC-SHA256. Every id by which the turn knows the user is replaced wherever it
 * stands in the payload as a word of its own: in texts, in `conversationId`, and as a number or a property name in
 * `platformJson` and other free fields. Numbers of Dashbot's own and positions of buttons stay.
 *
 * @param secret Keep it as you keep a key: who has it can test whether a pseudonym belongs to an id. At least 16
 * characters.
 * @throws ConfigError where the secret is shorter.
 */
export function hashUserIds(secret: string): BeforeSend {
  checkSecret('hashUserIds', secret)
  const hook: BeforeSend = (payload, { userIds = [] }) => hideUserIds(secret, payload, userIds)
  return declareUserHandling(hook, { changesUsers: true, secret })
}
