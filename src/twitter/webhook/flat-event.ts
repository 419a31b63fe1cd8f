import { asList, asObject, asObjects, asText, type JsonObject } from '../../internal/json'
import { participantsOf } from '../chat/conversation-id'
import { asId } from '../ids'

/** What a payload in the flat shape holds. */
export interface FlatMessages {
  /** In the form of the AAA. */
  readonly messages: readonly JsonObject[]
  /** true: it holds messages of groups, which are not among these. An answer to one would go to its sender alone. */
  readonly hasGroups: boolean
}

/**
 * The messages of a payload in the flat shape of v2's DM events (`text`, `attachments`, `sender_id`,
 * `dm_conversation_id`, `created_at`): the payload itself, or its `dm_events`.
 *
 * @param bot The account that the payload is for: the recipient of what others sent, where nothing else names it.
 */
export function flatMessages(payload: JsonObject, bot: string | undefined): FlatMessages {
  const media = asObjects(asObject(payload.includes)?.media)
  const events = [payload, ...asObjects(payload.dm_events)].filter(isMessage)
  const ofTwo = events.filter((event) => !isOfGroup(event, bot))
  return {
    messages: ofTwo.map((event) => toMessageCreate(event, bot, media)).filter((event) => event !== undefined),
    hasGroups: ofTwo.length < events.length,
  }
}

function isMessage(event: JsonObject): boolean {
  const hasContent = typeof event.text === 'string' || mediaKeys(event).length > 0
  return hasContent && asId(event.sender_id) !== undefined && event.message_create === undefined
}

/** The id of a conversation of two names both, or one of them. That of a group is its own. */
function isOfGroup(event: JsonObject, bot: string | undefined): boolean {
  const id = asId(event.dm_conversation_id)
  const participants = asList(event.participant_ids).map(asId)
  if (new Set(participants).size > 2) return true
  if (id === undefined || pairOf(id) !== undefined) return false
  return ![bot, asId(event.sender_id), recipientNamed(event), ...participants].includes(id)
}

function toMessageCreate(
  event: JsonObject,
  bot: string | undefined,
  media: readonly JsonObject[],
): JsonObject | undefined {
  const sender = asId(event.sender_id)
  if (sender === undefined) return undefined
  const recipient = recipientOf(event, sender) ?? (sender === bot ? undefined : bot)
  if (recipient === undefined) return undefined
  const sentAt = Date.parse(asText(event.created_at) ?? '')
  const attachment = attachmentOf(event, media)
  return {
    type: 'message_create',
    ...(event.id !== undefined && { id: event.id }),
    ...(!Number.isNaN(sentAt) && { created_timestamp: String(sentAt) }),
    message_create: {
      target: { recipient_id: recipient },
      sender_id: sender,
      message_data: {
        text: asText(event.text) ?? '',
        ...(asObject(event.entities) && { entities: event.entities }),
        ...(attachment && { attachment }),
      },
    },
  }
}

function recipientOf(event: JsonObject, sender: string): string | undefined {
  const conversation = asId(event.dm_conversation_id)
  const participants = [
    ...asList(event.participant_ids).map(asId),
    ...((conversation && pairOf(conversation)) || []),
  ]
  return recipientNamed(event) ?? participants.find((id) => id !== undefined && id !== sender)
}

function recipientNamed(event: JsonObject): string | undefined {
  return asId(event.recipient_id) ?? asId(asObject(event.target)?.recipient_id)
}

/** X writes `A-B` and `A:B`. */
function pairOf(conversationId: string): readonly [string, string] | undefined {
  return participantsOf(conversationId.replace('-', ':'))
}

function mediaKeys(event: JsonObject): readonly string[] {
  return asList(asObject(event.attachments)?.media_keys).filter((key) => typeof key === 'string')
}

/** The first medium, as v1.1 writes it. Where the payload does not include it, its id is all that is known. */
function attachmentOf(event: JsonObject, media: readonly JsonObject[]): JsonObject | undefined {
  const [key] = mediaKeys(event)
  if (key === undefined) return undefined
  const { type, url, preview_image_url, variants } = media.find(({ media_key }) => media_key === key) ?? {}
  const image = asText(url) ?? asText(preview_image_url)
  const videos = asObjects(variants).map(({ bit_rate, ...video }) => ({ ...video, bitrate: bit_rate }))
  return {
    type: 'media',
    media: {
      id_str: key.slice(key.indexOf('_') + 1),
      ...(type !== undefined && { type }),
      ...(image !== undefined && { media_url_https: image }),
      ...(videos.length > 0 && { video_info: { variants: videos } }),
    },
  }
}
