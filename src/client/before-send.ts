import type { DashbotPayload, PayloadType } from '../wire/types'

/** What is known of a payload beside its fields. Fixed at capture, before the first hook runs. */
export interface AboutPayload {
  readonly type: PayloadType
  /** The lane's key: the same for all messages and events of one conversation. */
  readonly conversation: string
  /** All ids that name the user: the reported one first, then the platform's. */
  readonly userIds: readonly string[]
  /** Names and handles known of the user, each of at least 3 characters. */
  readonly names: readonly string[]
}

/**
 * Sees each payload before anything of it is queued, stored or sent, and returns the payload to send instead, or null
 * for nothing (counted as `before_send`). The payload is plain JSON and the hook's own copy. A hook that throws drops
 * the payload, since what it had to remove must not leave.
 */
export type BeforeSend = (payload: DashbotPayload, about: AboutPayload) => DashbotPayload | null

/** How a hook treats the ids of users. */
export interface UserHandling {
  /** false: every id stays as it is, so that lanes keep their plain keys. */
  readonly changesUsers: boolean
  /** Keys the hashes that stand for ids; a lane's key is then hashed under it too. */
  readonly secret?: string | undefined
}

/** Not a property of the function, so that no log or inspection shows the secret. */
const handlings = new WeakMap<BeforeSend, UserHandling>()

/** Without a declaration a hook counts as one that changes users and has no secret. */
export function declareUserHandling(hook: BeforeSend, handling: UserHandling): BeforeSend {
  handlings.set(hook, handling)
  return hook
}

export function userHandlingOf(hook: BeforeSend): UserHandling {
  return handlings.get(hook) ?? { changesUsers: true }
}
