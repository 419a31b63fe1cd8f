import type { JsonObject } from '../../internal/json'

/** An account as X describes it in webhooks. */
export interface FakeUser {
  readonly id: string
  readonly name: string
  readonly screen_name: string
}

export interface DirectMessageFields {
  readonly id: string
  readonly senderId: string
  readonly recipientId: string
  readonly sentAt: number
  readonly data: JsonObject
  /** The app that the sender used. */
  readonly sourceAppId?: string | undefined
  /** The tweet or welcome message that the user began the conversation from. */
  readonly initiatedVia?: JsonObject | undefined
}

/** A `message_create` event in X's form, its text escaped as X does. */
export function messageCreate(fields: DirectMessageFields): JsonObject {
  const { id, senderId, recipientId, sentAt, sourceAppId, initiatedVia } = fields
  const { text = '', ...others } = fields.data
  return {
    type: 'message_create',
    id,
    created_timestamp: String(sentAt),
    ...(initiatedVia !== undefined && { initiated_via: initiatedVia }),
    message_create: {
      target: { recipient_id: recipientId },
      sender_id: senderId,
      ...(sourceAppId !== undefined && { source_app_id: sourceAppId }),
      message_data: { text: escaped(String(text)), entities: noEntities, ...others },
    },
  }
}

const noEntities = { hashtags: [], symbols: [], urls: [], user_mentions: [] }

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

export interface WebhookFields {
  readonly envelope: 'account-activity' | 'x-activity'
  readonly botId: string
  readonly event: JsonObject
  readonly isEcho: boolean
  readonly users: readonly FakeUser[]
}

/** A webhook's body with one message, in either of X's envelopes. */
export function webhookBody({ envelope, botId, event, isEcho, users }: WebhookFields): JsonObject {
  if (envelope === 'account-activity') {
    return {
      for_user_id: botId,
      direct_message_events: [event],
      users: Object.fromEntries(users.map((user) => [user.id, user])),
    }
  }
  const wrapped = users.map(({ id, name, screen_name }) => [
    id,
    { data: { id, name, username: screen_name } },
  ])
  return {
    data: {
      event_uuid: String(event.id),
      filter: { user_id: botId },
      event_type: isEcho ? 'dm.sent' : 'dm.received',
      payload: { direct_message_events: [event], users: Object.fromEntries(wrapped) },
    },
  }
}
