import type { ActivityLike } from './activity-like'
import { attempt } from './attempt'

/** An activity's further fields, botbuilder's and the Agents SDK's, which this library passes on unread. */
export interface PlainActivity extends ActivityLike {
  localTimestamp?: unknown
  localTimezone?: unknown
  serviceUrl?: unknown
  relatesTo?: unknown
  locale?: unknown
  textFormat?: unknown
  inputHint?: unknown
  attachmentLayout?: unknown
  code?: unknown
  importance?: unknown
  deliveryMode?: unknown
  expiration?: unknown
  semanticAction?: unknown
}

/**
 * A plain copy of the activity, one level deep, without the fields that hold nothing or cannot be read. By name, since
 * the Agents SDK's class keeps some of them behind accessors that a spread would miss. Never throws.
 */
export function plainActivity(activity: ActivityLike): PlainActivity {
  return attempt(copyNamed, activity) ?? copyReadable(activity)
}

/** One line a field: a loop over the names takes twenty times as long, and this runs for every message. */
function copyNamed(source: PlainActivity): PlainActivity {
  const { type, id, timestamp, localTimestamp, localTimezone, channelId, serviceUrl } = source
  const { from, recipient, conversation, replyToId, relatesTo, locale } = source
  const { text, textFormat, speak, inputHint, summary, attachmentLayout, attachments } = source
  const { suggestedActions, entities, value, valueType, name, label, code } = source
  const { importance, deliveryMode, expiration, semanticAction, channelData } = source
  const copy: PlainActivity = {}
  if (type != null) copy.type = type
  if (id != null) copy.id = id
  if (timestamp != null) copy.timestamp = timestamp
  if (localTimestamp != null) copy.localTimestamp = localTimestamp
  if (localTimezone != null) copy.localTimezone = localTimezone
  if (channelId != null) copy.channelId = channelId
  if (serviceUrl != null) copy.serviceUrl = serviceUrl
  if (from != null) copy.from = from
  if (recipient != null) copy.recipient = recipient
  if (conversation != null) copy.conversation = conversation
  if (replyToId != null) copy.replyToId = replyToId
  if (relatesTo != null) copy.relatesTo = relatesTo
  if (locale != null) copy.locale = locale
  if (text != null) copy.text = text
  if (textFormat != null) copy.textFormat = textFormat
  if (speak != null) copy.speak = speak
  if (inputHint != null) copy.inputHint = inputHint
  if (summary != null) copy.summary = summary
  if (attachmentLayout != null) copy.attachmentLayout = attachmentLayout
  if (attachments != null) copy.attachments = attachments
  if (suggestedActions != null) copy.suggestedActions = suggestedActions
  if (entities != null) copy.entities = entities
  if (value != null) copy.value = value
  if (valueType != null) copy.valueType = valueType
  if (name != null) copy.name = name
  if (label != null) copy.label = label
  if (code != null) copy.code = code
  if (importance != null) copy.importance = importance
  if (deliveryMode != null) copy.deliveryMode = deliveryMode
  if (expiration != null) copy.expiration = expiration
  if (semanticAction != null) copy.semanticAction = semanticAction
  if (channelData != null) copy.channelData = channelData
  return copy
}

/** For an activity with a field that throws: what its own keys give. */
function copyReadable(source: ActivityLike): PlainActivity {
  const keys = attempt(Object.keys, source) ?? []
  const entries = keys.map((key): [string, unknown] => [
    key,
    attempt((from) => from[key], source as Readable),
  ])
  return Object.fromEntries(entries.filter(([, value]) => value != null && typeof value !== 'function'))
}

interface Readable {
  readonly [key: string]: unknown
}
