import type { ActivityLike } from './activity-like'
import { attempt, items, loose } from './loose'
import type { TwitterJson } from './twitter-json'

/** The names of an Activity's fields, botbuilder's and the Agents SDK's; what is of no use to a transcript left out. */
const fields = [
  'type',
  'id',
  'timestamp',
  'localTimestamp',
  'localTimezone',
  'channelId',
  'serviceUrl',
  'from',
  'recipient',
  'conversation',
  'replyToId',
  'relatesTo',
  'locale',
  'text',
  'textFormat',
  'speak',
  'inputHint',
  'summary',
  'attachmentLayout',
  'attachments',
  'suggestedActions',
  'entities',
  'value',
  'valueType',
  'name',
  'label',
  'code',
  'importance',
  'deliveryMode',
  'expiration',
  'semanticAction',
  'channelData',
] as const

/** Inlined data beyond this many characters is cut: a picture must not cost the message. */
const MAX_INLINED_CHARACTERS = 1_024

/** A plain copy of the activity's own fields, one level deep, without those that hold nothing or cannot be read. */
export function plainActivity(activity: ActivityLike): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  const source = activity as { readonly [name: string]: unknown }
  for (const name of fields) {
    const value = attempt(() => source[name], name)
    if (value !== undefined && value !== null) copy[name] = value
  }
  return copy
}

/** Twitter's JSON where the activity carries it, unchanged; else `{ activity }` with the activity's plain fields. */
export function platformJsonOf(activity: ActivityLike, twitter: TwitterJson | undefined): object {
  if (twitter?.body !== undefined) return twitter.body
  const copy = plainActivity(activity)
  if (copy.attachments !== undefined) copy.attachments = items(copy.attachments).map(shorten)
  return { activity: copy }
}

function shorten(attachment: unknown): unknown {
  const url = attempt((subject) => loose<'contentUrl'>(subject)?.contentUrl, attachment)
  if (typeof url !== 'string' || url.length <= MAX_INLINED_CHARACTERS || !url.startsWith('data:')) {
    return attachment
  }
  return { ...(attachment as object), contentUrl: `${url.slice(0, 64)}... (${url.length} characters)` }
}
