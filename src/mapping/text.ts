import { asList, asObject, type JsonObject } from '../internal/json'
import type { AttachmentContent, Placeholder } from './attachments'
import { buttonsOf } from './buttons'
import type { Reading } from './reading'
import { hasText, mediumOf, quickReplyResponse, textOf } from './twitter-json'
import { filledText, linesOf } from './value-text'

/**
 * What a message says, line by line: the texts of X's direct messages where its JSON has any, else the activity's text
 * and the texts of all its cards. Undefined without any, and where what went out of an activity has none: the message
 * with its text did not.
 */
export function messageText(reading: Reading): string | undefined {
  if (reading.twitter === undefined && reading.attachments.length === 0)
    return filledText(reading.activity.text)
  const messages = reading.twitter?.messages ?? []
  const fromTwitter = messages.some(hasText) ? linesOf(messages.map(textOf)) : undefined
  if (fromTwitter !== undefined && !quotesUser(reading)) return joined(fromTwitter)
  const { activity, attachments, direction, twitter } = reading
  if (direction === 'outgoing' && twitter?.isComplete && !quotesUser(reading)) return undefined
  return joined(linesOf([activity.text, ...attachments.flatMap(({ lines }) => lines)])) ?? joined(fromTwitter)
}

function joined(lines: readonly string[] = []): string | undefined {
  return lines.length === 0 ? undefined : lines.join('\n')
}

/** What the bot sends has the user's event in it, where the bot answers with a changed copy of the activity. */
function quotesUser({ activity, direction, twitter }: Reading): boolean {
  const senderId = twitter?.senderId
  return direction === 'outgoing' && senderId !== undefined && senderId === filledText(activity.recipient?.id)
}

/** What stands for a message without text: the kind of what it shows, else what it speaks, sums up, holds or offers. */
export function textInstead(reading: Reading): string {
  const { activity, attachments } = reading
  return (
    mediumPlaceholder(reading) ??
    spokenText(activity.speak) ??
    filledText(activity.summary) ??
    attachments.find(({ content }) => content !== undefined)?.content ??
    buttonsOf(reading)
      ?.map(({ label }) => label)
      .join(', ') ??
    (attachments.length > 0 ? '[attachment]' : '[empty]')
  )
}

/** What is spoken, without the tags of SSML. */
function spokenText(speak: unknown): string | undefined {
  const spoken = filledText(speak)
  if (spoken === undefined || !/^\s*<(?:speak|\?xml)/.test(spoken)) return spoken
  const words = spoken
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,;:!?])/g, '')
  return filledText(
    words.replace(/&(lt|gt|quot|apos|amp);/g, (entity) => characters[entity] ?? entity).trim(),
  )
}

/** The predefined entities of XML. */
const characters: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
}

function mediumPlaceholder({ activity, attachments, twitter }: Reading): Placeholder | undefined {
  const inTwitter = twitter?.messages.map(twitterPlaceholder).find((found) => found !== undefined)
  const attached = attachments.map(attachmentPlaceholder).find((found) => found !== undefined)
  return inTwitter ?? attached ?? (asList(activity.entities).some(isPlace) ? '[location]' : undefined)
}

function attachmentPlaceholder(attachment: AttachmentContent): Placeholder | undefined {
  if (attachment.content !== undefined) return undefined
  if (!attachment.isCard) return attachment.placeholder
  return attachment.images.length > 0 ? '[image]' : undefined
}

/** A location in the form of Bot Framework's channels. */
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
