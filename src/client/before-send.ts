import type { DashbotPayload, PayloadType } from '../wire/types'

/**
 * Sees each payload before anything of it is queued, stored or sent, and returns what shall be sent instead, or null
 * for nothing (counted as `before_send`). It must not change what it is given. A hook that throws drops the payload,
 * since what it was to remove must not leave.
 */
export type BeforeSend = (
  payload: DashbotPayload,
  about: { readonly type: PayloadType },
) => DashbotPayload | null
