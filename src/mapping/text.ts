import { asList, asObject, type JsonObject } from '../internal/json'
import type { Placeholder } from './attachments'
import type { Reading } from './reading'
import { mediumOf, quickReplyResponse, textOf } from './twitter-json'
import { filledText } from './value-text'

/** What a message says: its own text, else its first card's, else what Twitter's JSON has; undefined without any. */
export function messageText({ activity, attachments, twitter }: Reading): string | undefined {
  return (
    filledText(activity.text) ??
    attachments.find((attachment) => attachment.text !== undefined)?.text ??
    twitter?.messages.map(textOf).find((text) => text !== undefined)
  )
}

/** What stands for a message without text: the name of what it carries. */
export function placeholderOf({ activity, attachments, twitter }: Reading): Placeholder {
  const inTwitter = twitter?.messages.map(twitterPlaceholder).find((found) => found !== undefined)
  const place = asList(activity.entities).some(isPlace) ? '[location]' : undefined
  return inTwitter ?? attachments[0]?.placeholder ?? place ?? '[attachment]'
}

/** How Bot Framework's channels tell of a location. */
function isPlace(entity: unknown): boolean {
  const type = asObject(entity)?.type
  return type === 'Place' || type === 'GeoCoordinates'
}

function twitterPlaceholder(data: JsonObject): Placeholder | undefined {
  const medium = mediumOf(data)
  if (medium !== undefined) return medium.type === 'video' ? '[video]' : '[image]'
  const attached = asObject(data.attachment)?.type
  return attached === 'location' || quickReplyResponse(data)?.type === 'location' ? '[location]' : undefined
}
