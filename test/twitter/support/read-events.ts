import { expect } from 'chai'
import {
  type ConversationEvent,
  readEnvelope,
  type TwitterEvent,
} from '../../../src/twitter/webhook/twitter-events'

/** The events of a body, for a bot that is known beforehand or not. */
export const read = (body: unknown, bot: string | undefined = undefined) =>
  readEnvelope(JSON.stringify(body), { accounts: bot === undefined ? [] : [bot] })

/** The one event of a conversation that there is. */
export function only(events: readonly TwitterEvent[] | undefined): ConversationEvent {
  expect(events).to.have.length(1)
  const event = events?.[0]
  if (event === undefined || event.kind === 'revoke' || event.kind === 'chat')
    throw new Error('It is not an event of a conversation.')
  return event
}
