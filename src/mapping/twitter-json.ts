import { asObject, asObjects, asText, type JsonObject } from '../internal/json'
import type { ActivityLike, Direction } from './activity-like'
import { isChatEnvelope } from './chat-secrets'
import { filledText } from './value-text'

/** Twitter's JSON in an activity's channelData. */
export interface TwitterJson {
  /** The whole channelData, where it is a plain message in one of X's two envelopes. */
  readonly body: object | undefined
  /** The `message_data` of the DM that the activity is about; several where one activity was sent as several DMs. */
  readonly messages: readonly JsonObject[]
  /** The messages are X's own events, with X's ids: what they do not show, X did not show. */
  readonly isComplete: boolean
  /** The tweet or the welcome message that the user began the conversation from. */
  readonly initiatedVia: JsonObject | undefined
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
export function readTwitterJson(activity: ActivityLike, direction: Direction): TwitterJson | undefined {
  // One activity that goes out may be several DMs; one that comes in is about one of those that came together.
  const about = direction === 'incoming' ? activity.id : undefined
  const channelData = asObject(activity.channelData)
  if (channelData === undefined || isChatEnvelope(channelData)) return undefined
  if (Array.isArray(channelData.direct_message_events)) {
    const botId = filledText(channelData.for_user_id)
    return fromEvents(channelData, channelData.direct_message_events, about, botId)
  }
  const envelope = asObject(channelData.data) ?? channelData
  const payload = asObject(envelope.payload)
  const events = payload?.direct_message_events
  if (Array.isArray(events)) {
    const botId = filledText(asObject(envelope.filter)?.user_id)
    return fromEvents(channelData, events, about, botId)
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
  const messages = messagesOf(events, activityId)
  const creates = messages.map((event) => asObject(event.message_create) ?? {})
  const first = creates[0]
  return {
    body,
    messages: creates.map((create) => asObject(create.message_data) ?? {}),
    isComplete: messages.length > 0 && messages.every(({ id }) => filledText(id) !== undefined),
    initiatedVia: asObject(messages[0]?.initiated_via),
    senderId: filledText(first?.sender_id),
    recipientId: filledText(asObject(first?.target)?.recipient_id),
    botId,
  }
}

/** The one with the activity's id where a webhook delivered several; all of them where no event has it. */
function messagesOf(events: readonly unknown[], activityId: unknown): readonly JsonObject[] {
  const messages = asObjects(events).filter((event) => asObject(event.message_create) !== undefined)
  const own = activityId === undefined ? undefined : messages.find(({ id }) => id === activityId)
  return own === undefined ? messages : [own]
}

function fromData(data: JsonObject): TwitterJson | undefined {
  const known = data.quick_reply ?? data.quick_reply_response ?? data.ctas ?? data.attachment ?? data.entities
  if (known === undefined) return undefined
  return {
    body: undefined,
    messages: [data],
    isComplete: false,
    initiatedVia: undefined,
    senderId: undefined,
    recipientId: undefined,
    botId: undefined,
  }
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

/** true where a medium hangs on the DM, also one of which nothing but its id is known. */
export function carriesMedia(data: JsonObject): boolean {
  return Object.keys(asObject(asObject(data.attachment)?.media) ?? {}).length > 0
}

/** true where the DM has a text, be it nothing but the link to its own medium. */
export function hasText({ text }: JsonObject): boolean {
  return filledText(text) !== undefined
}

/** What the DM says: links in full, without the one to its own medium. */
export function textOf(data: JsonObject): string | undefined {
  const text = directMessageText(data)
  const links = asObjects(asObject(data.entities)?.urls)
  if (links.length === 0) return filledText(text)
  const full = new Map(links.map(({ url, expanded_url }) => [url, asText(expanded_url)]))
  return filledText(text.replace(shortLink, (link) => full.get(link) ?? link))
}

/** A link of t.co ends where something else than its letters and digits follows. */
const shortLink = /https?:\/\/[\w./-]*\w/g

/** The DM's text without X's HTML escapes, and without the link that X appends for the medium. */
export function directMessageText(data: JsonObject): string {
  const link = asText(asObject(asObject(data.attachment)?.media)?.url)
  const text = withoutLink(asText(data.text) ?? '', link)
  if (!text.includes('&')) return text
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

function withoutLink(text: string, link: string | undefined): string {
  if (link === undefined) return text
  const trimmed = text.trimEnd()
  return trimmed.endsWith(link) ? trimmed.slice(0, -link.length).trim() : text
}
