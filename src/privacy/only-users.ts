import { type BeforeSend, declareUserHandling } from '../client/before-send'
import { synchronous } from '../client/wrong-return'
import { ConfigError } from '../errors'

/**
 * Sends the payloads of the users that the predicate accepts, test accounts for example.
 *
 * @param predicate is given the payload's `userId` as the hooks before it left it, and answers at once: no promise
 * @throws ConfigError if it is not a function.
 */
export function onlyUsers(predicate: (userId: string) => boolean): BeforeSend {
  if (typeof predicate !== 'function') throw new ConfigError('predicate', 'onlyUsers needs a function')
  const hook: BeforeSend = (payload) =>
    synchronous('The predicate of onlyUsers', predicate(payload.userId)) ? payload : null
  return declareUserHandling(hook, { changesUsers: false })
}
