import type { BeforeSend } from '../client/before-send'

/** Sends the payloads of those users only for whom the predicate is true, test accounts for example. */
export function onlyUsers(predicate: (userId: string) => boolean): BeforeSend {
  return (payload) => (predicate(payload.userId) ? payload : null)
}
