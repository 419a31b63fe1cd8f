import type { ActivityLike } from './activity-like'
import { filledText, items, type Loose, loose } from './loose'

/** The `message_data` of a DM event: what was written, offered, answered, attached. */
export type MessageData = Loose<
  'text' | 'quick_reply' | 'quick_reply_response' | 'ctas' | 'attachment' | 'entities'
>

/** What an activity's channelData says in Twitter's own words. */
export interface TwitterJson {
  /** The whole channelData, where it is a webhook's body in one of its two envelopes. */
  readonly body: object | undefined
  /** The DM that the activity is about; several where one activity was sent as several DMs. */
  readonly messages: readonly MessageData[]
  readonly senderId: string | undefined
  readonly recipientId: string | undefined
  /** The account that the webhook belongs to: the bot's. */
  readonly botId: string | undefined
}

/**
 * Reads the forms in which adapters and bots carry Twitter JSON: the body of an Account Activity webhook, that of the X
 * Activity API or its payload, the request of a sent DM (`{ event }`), one event, its `message_create`, and the bare
 * `message_data` that the community's adapter gives.
 */
export function readTwitterJson(activity: ActivityLike): TwitterJson | undefined {
  const channelData = loose<
    'direct_message_events' | 'for_user_id' | 'data' | 'payload' | 'event' | 'message_create' | 'message_data'
  >(activity.channelData)
  if (channelData === undefined || Array.isArray(channelData)) return undefined
  if (Array.isArray(channelData.direct_message_events)) {
    const botId = filledText(channelData.for_user_id)
    return fromEvents(channelData, channelData.direct_message_events, activity.id, botId)
  }
  const envelope = loose<'event_type' | 'payload' | 'filter'>(channelData.data) ?? channelData
  const payload = loose<'direct_message_events'>(envelope.payload)
  if (payload !== undefined && (envelope !== channelData || Array.isArray(payload.direct_message_events))) {
    const botId = filledText(loose<'user_id'>((envelope as Loose<'filter'>).filter)?.user_id)
    return fromEvents(channelData, items(payload.direct_message_events), activity.id, botId)
  }
  const event = loose<'message_create' | 'message_data'>(channelData.event) ?? channelData
  if (event.message_create !== undefined) return fromEvents(undefined, [event], undefined, undefined)
  const data = loose(event.message_data) ?? (channelData as MessageData)
  return fromData(data)
}

type Create = Loose<'sender_id' | 'target' | 'message_data'>

function fromEvents(
  body: object | undefined,
  events: readonly unknown[],
  activityId: unknown,
  botId: string | undefined,
): TwitterJson {
  const creates = createsOf(events, activityId)
  const first = creates[0]
  return {
    body,
    messages: creates.map((create) => loose(create.message_data) ?? {}),
    senderId: filledText(first?.sender_id),
    recipientId: filledText(loose<'recipient_id'>(first?.target)?.recipient_id),
    botId,
  }
}

/** The one with the activity's id where a webhook delivered several; all of them where none has it. */
function createsOf(events: readonly unknown[], activityId: unknown): readonly Create[] {
  const creates: Create[] = []
  for (const item of events) {
    const event = loose<'id' | 'message_create'>(item)
    const create = loose<'sender_id' | 'target' | 'message_data'>(event?.message_create)
    if (create === undefined) continue
    if (events.length > 1 && event?.id !== undefined && event.id === activityId) return [create]
    creates.push(create)
  }
  return creates
}

function fromData(data: MessageData): TwitterJson | undefined {
  const known = data.quick_reply ?? data.quick_reply_response ?? data.ctas ?? data.attachment ?? data.entities
  if (known === undefined) return undefined
  return { body: undefined, messages: [data], senderId: undefined, recipientId: undefined, botId: undefined }
}

/** `quick_reply_response`, where the DM answers a quick reply. */
export function quickReplyResponse(data: MessageData): Loose<'type' | 'metadata'> | undefined {
  return loose(data.quick_reply_response)
}

/** The medium that hangs on the DM; undefined for the empty one of Twitter's samples. */
export function mediumOf(data: MessageData): Loose<'type' | 'media_url_https' | 'url'> | undefined {
  const medium = loose<'type' | 'media_url_https' | 'url'>(loose<'media'>(data.attachment)?.media)
  return medium?.type === undefined ? undefined : medium
}

/** What the DM says: entities decoded, without the link to its own medium. */
export function textOf(data: MessageData): string | undefined {
  if (typeof data.text !== 'string') return undefined
  const link = mediumOf(data)?.url
  const text = typeof link === 'string' ? data.text.replace(link, '').trim() : data.text
  return filledText(text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))
}
