import { asObject, type JsonObject } from '../../internal/json'
import type { InboxEvent } from '../../twitter/inbox/inbox'
import type { Entry } from '../partitions'

/** What an entry of an inbox holds. */
export interface EventItem {
  readonly version: number
  readonly event: JsonObject
}

/** The fleet's name for an inbox: its keys are not those of the relays of the same name. */
export const inboxFleet = (name: string): string => `${name}.inbox`

export function toInboxEntry({ key, lane, receivedAt, version, event }: InboxEvent): Entry {
  return {
    id: key,
    conversation: lane,
    kind: 'event',
    at: receivedAt,
    body: JSON.stringify({ version, event }),
  }
}

/** Undefined for an entry that is not an inbox's. */
export function toItem({ kind, body }: Entry): EventItem | undefined {
  const { version, event } = JSON.parse(body)
  const content = asObject(event)
  return kind === 'event' && typeof version === 'number' && content ? { version, event: content } : undefined
}
