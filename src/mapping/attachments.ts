import { asList, asObject } from '../internal/json'
import type { ActivityLike } from './activity-like'
import { attempt } from './attempt'
import type { CardContent } from './card-content'
import { isCard, readCard } from './cards'

/** What stands in a message's text for something that has none. */
export type Placeholder = '[image]' | '[video]' | '[audio]' | '[location]' | '[attachment]'

/** What an attachment shows, and what to call it. */
export interface AttachmentContent extends CardContent {
  readonly placeholder: Placeholder
}

const none: readonly AttachmentContent[] = []
const unreadable: AttachmentContent = { placeholder: '[attachment]', images: [], choices: [] }

/** The activity's attachments; one that cannot be read still counts as one. */
export function readAttachments(activity: ActivityLike): readonly AttachmentContent[] {
  const attachments = asList(activity.attachments)
  if (attachments.length === 0) return none
  return attachments.map((attachment) => attempt(readAttachment, attachment) ?? unreadable)
}

function readAttachment(attachment: unknown): AttachmentContent {
  const fields = asObject(attachment)
  const contentType = typeof fields?.contentType === 'string' ? fields.contentType : ''
  const placeholder = placeholderFor(contentType)
  if (isCard(contentType)) return { placeholder, ...readCard(contentType, fields?.content) }
  const images = placeholder === '[image]' ? [fields?.contentUrl] : []
  return { placeholder, images, choices: [] }
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
