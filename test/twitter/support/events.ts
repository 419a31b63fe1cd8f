export const botId = '3805104374'

let lastId = 1_700_000_000_000_000_000n

export interface MessageOptions {
  readonly id?: string
  readonly from?: string
  readonly to?: string
  readonly data?: object
}

/** A `message_create` event from a user to the bot, as X writes it. */
export function messageEvent(text: string, { id, from = '42', to = botId, data = {} }: MessageOptions = {}) {
  lastId += 1n
  return {
    type: 'message_create',
    id: id ?? String(lastId),
    created_timestamp: '1700000000123',
    message_create: {
      target: { recipient_id: to },
      sender_id: from,
      message_data: { text, entities: { hashtags: [], symbols: [], urls: [], user_mentions: [] }, ...data },
    },
  }
}

/** The body of an Account Activity webhook with messages. */
export function messageBody(...events: object[]) {
  return { for_user_id: botId, direct_message_events: events }
}
