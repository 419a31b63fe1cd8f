import { asList, asObject, type JsonObject } from '../internal/json'
import type { ActivityLike } from './activity-like'
import { directMessageText } from './direct-message-text'
import { filledText } from './value-text'

/** What an activity's channelData says in Twitter's own words. */
export interface TwitterJson {
  /** The whole channelData, where it is a webhook's body in one of its two envelopes. */
  readonly body: object | undefined
  /** The `message_data` of the DM that the activity is about; several where one activity was sent as several DMs. */
  readonly messages: readonly JsonObject[]
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
  const channelData = asObject(activity.channelData)
  if (channelData === undefined) return undefined
  if (Array.isArray(channelData.direct_message_events)) {
    const botId = filledText(channelData.for_user_id)
    return fromEvents(channelData, channelData.direct_message_events, activity.id, botId)
  }
  const envelope = asObject(channelData.data) ?? channelData
  const payload = asObject(envelope.payload)
  const events = payload?.direct_message_events
  if (Array.isArray(events) || (payload !== undefined && typeof envelope.event_type === 'string')) {
    const botId = filledText(asObject(envelope.filter)?.user_id)
    return fromEvents(channelData, asList(events), activity.id, botId)
  }
  const event = asObject(channelData.event) ?? channelData
  if (event.message_create !== undefined) return fromEvents(undefined, [event], undefined, undefined)
  return fromData(asObject(event.message_data) ?? channelData)
}

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
    messages: creates.map((create) => asObject(create.message_data) ?? {}),
    senderId: filledText(first?.sender_id),
    recipientId: filledText(asObject(first?.target)?.recipient_id),
    botId,
  }
}

/** The one with the activity's id where a webhook delivered several; all of them where none has it. */
function createsOf(events: readonly unknown[], activityId: unknown): readonly JsonObject[] {
  const creates: JsonObject[] = []
  for (const item of events) {
    const event = asObject(item)
    const create = asObject(event?.message_create)
    if (create === undefined) continue
    if (events.length > 1 && event?.id !== undefined && event.id === activityId) return [create]
    creates.push(create)
  }
  return creates
}

function fromData(data: JsonObject): TwitterJson | undefined {
  const known = data.quick_reply ?? data.quick_reply_response ?? data.ctas ?? data.attachment ?? data.entities
  if (known === undefined) return undefined
  return { body: undefined, messages: [data], senderId: undefined, recipientId: undefined, botId: undefined }
}

/** `quick_reply_response`, where the DM answers a quick reply. */
export function quickReplyResponse(data: JsonObject): JsonObject | undefined {
  return asObject(data.quick_reply_response)
}

/** The medium that hangs on the DM; undefined for the empty one of Twitter's samples. */
export function mediumOf(data: JsonObject): JsonObject | undefined {
  const medium = asObject(asObject(data.attachment)?.media)
  return medium?.type === undefined ? undefined : medium
}

/** What the DM says: entities decoded, without the link to its own medium. */
export function textOf(data: JsonObject): string | undefined {
  return filledText(directMessageText(data))
}
