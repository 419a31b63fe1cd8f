import type { AboutPayload } from '../../src/client/before-send'
import type { DashbotPayload } from '../../src/wire/types'

/** What a client knows of a payload that is handed to it alone. */
export function aboutPayload(
  { userId, conversationId }: Pick<DashbotPayload, 'userId' | 'conversationId'>,
  more: Partial<AboutPayload> = {},
): AboutPayload {
  return { type: 'incoming', conversation: conversationId ?? userId, userIds: [userId], names: [], ...more }
}
