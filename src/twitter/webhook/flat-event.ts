import { asList, asObject, asText, type JsonObject } from '../../internal/json'
import { participantsOf } from '../chat/conversation-id'
import { asId } from '../ids'

/**
 * The events of a payload in the flat shape of v2's DM events (`text`, `sender_id`, `dm_conversation_id`,
 * `created_at`), in the form of the AAA: the payload itself, or its `dm_events`.
 *
 * @param bot The account that the payload is for: the recipient of what others sent, where nothing else names it.
 */
export function flatMessages(payload: JsonObject, bot: string | undefined): readonly JsonObject[] {
  const listed = asList(payload.dm_events).map(asObject)
  return [payload, ...listed]
    .map((event) => event && toMessageCreate(event, bot))
    .filter((event) => event !== undefined)
}

function toMessageCreate(event: JsonObject, bot: string | undefined): JsonObject | undefined {
  const sender = asId(event.sender_id)
  if (sender === undefined || typeof event.text !== 'string' || event.message_create !== undefined)
    return undefined
  const recipient = recipientOf(event, sender) ?? (sender === bot ? undefined : bot)
  if (recipient === undefined) return undefined
  const sentAt = Date.parse(asText(event.created_at) ?? '')
  return {
    type: 'message_create',
    ...(event.id !== undefined && { id: event.id }),
    ...(!Number.isNaN(sentAt) && { created_timestamp: String(sentAt) }),
    message_create: {
      target: { recipient_id: recipient },
      sender_id: sender,
      message_data: { text: event.text, ...(asObject(event.entities) && { entities: event.entities }) },
    },
  }
}

function recipientOf(event: JsonObject, sender: string): string | undefined {
  const named = asId(event.recipient_id) ?? asId(asObject(event.target)?.recipient_id)
  const conversation = asId(event.dm_conversation_id)?.replace('-', ':')
  const participants = [
    ...asList(event.participant_ids).map(asId),
    ...((conversation && participantsOf(conversation)) || []),
  ]
  return named ?? participants.find((id) => id !== undefined && id !== sender)
}
