import { asList, asObject } from '../internal/json'
import type { ActivityLike } from './activity-like'
import { attempt } from './attempt'
import { type CardContent, isCard, readCard } from './cards'
import { filledText } from './value-text'

/** Stands for the text of a message that has something to see, but nothing to read. */
export type Placeholder = '[image]' | '[video]' | '[audio]' | '[location]' | '[attachment]'

/** What an attachment shows. */
export interface AttachmentContent extends CardContent {
  readonly placeholder: Placeholder
  /** Shows nothing but its texts, images and buttons. */
  readonly isCard: boolean
  /** The text that the attachment itself is, for example one of type `text/plain`. */
  readonly content?: string | undefined
}

const noAttachments: readonly AttachmentContent[] = []
const unreadable = contentOf('[attachment]')

/** The activity's attachments. Null and what else is not an object is passed over; an unreadable one counts. */
export function readAttachments(activity: ActivityLike): readonly AttachmentContent[] {
  const attachments = asList(activity.attachments)
  if (attachments.length === 0) return noAttachments
  return attachments
    .filter((attachment) => asObject(attachment) !== undefined)
    .map((attachment) => attempt(readAttachment, attachment) ?? unreadable)
}

function readAttachment(attachment: unknown): AttachmentContent {
  const { contentType: given, contentUrl, content } = asObject(attachment) ?? {}
  const contentType = mediaType(given)
  const placeholder = placeholderFor(contentType)
  if (isCard(contentType)) {
    return { placeholder, isCard: placeholder === '[attachment]', ...readCard(contentType, content) }
  }
  const text = contentType.startsWith('text/') ? filledText(content) : undefined
  return { ...contentOf(placeholder), images: placeholder === '[image]' ? [contentUrl] : [], content: text }
}

/** Media types are compared without case and parameters, RFC 2045 section 5.1. */
function mediaType(given: unknown): string {
  if (typeof given !== 'string') return ''
  const parameters = given.indexOf(';')
  return (parameters === -1 ? given : given.slice(0, parameters)).trim().toLowerCase()
}

function contentOf(placeholder: Placeholder): AttachmentContent {
  return { placeholder, isCard: false, lines: [], images: [], choices: [] }
}

function placeholderFor(contentType: string): Placeholder {
  if (contentType.startsWith('image')) return '[image]'
  if (contentType.startsWith('video')) return '[video]'
  if (contentType.startsWith('audio')) return '[audio]'
  if (contentType.endsWith('card.animation')) return '[image]'
  if (contentType.endsWith('card.video')) return '[video]'
  if (contentType.endsWith('card.audio')) return '[audio]'
  return contentType === 'application/geo+json' ? '[location]' : '[attachment]'
}
