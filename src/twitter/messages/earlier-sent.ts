import { asObject } from '../../internal/json'
import type { SentMessage } from './direct-message-client'

/** What went out before the failure that a client's `send` rejected with: the `earlier` of the error. */
export function earlierSent(error: unknown): readonly SentMessage[] {
  const { earlier } = asObject(error) ?? {}
  return Array.isArray(earlier) ? earlier : []
}
