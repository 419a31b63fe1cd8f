import type { ActivityLike } from './activity-like'
import type { AttachmentContent, Placeholder } from './attachments'
import { filledText, loose } from './loose'
import { type MessageData, mediumOf, quickReplyResponse, type TwitterJson, textOf } from './twitter-json'

/** What a message says, never empty: its own text, else its first card's, else a placeholder for what it carries. */
export function messageText(
  activity: ActivityLike,
  attachments: readonly AttachmentContent[],
  twitter: TwitterJson | undefined,
): string | undefined {
  return (
    filledText(activity.text) ??
    twitter?.messages.map(textOf).find((text) => text !== undefined) ??
    attachments.find((attachment) => attachment.text !== undefined)?.text
  )
}

/** What stands for a message without text. */
export function placeholderOf(
  attachments: readonly AttachmentContent[],
  twitter: TwitterJson | undefined,
): Placeholder {
  for (const data of twitter?.messages ?? []) {
    const placeholder = twitterPlaceholder(data)
    if (placeholder !== undefined) return placeholder
  }
  return attachments[0]?.placeholder ?? '[attachment]'
}

function twitterPlaceholder(data: MessageData): Placeholder | undefined {
  const medium = mediumOf(data)
  if (medium !== undefined) return medium.type === 'video' ? '[video]' : '[image]'
  const attached = loose<'type'>(data.attachment)?.type
  return attached === 'location' || quickReplyResponse(data)?.type === 'location' ? '[location]' : undefined
}
