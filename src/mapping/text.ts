import type { Placeholder } from './attachments'
import { filledText, loose } from './loose'
import type { Reading } from './reading'
import { type MessageData, mediumOf, quickReplyResponse, textOf } from './twitter-json'

/** What a message says: its own text, else what Twitter's JSON has, else its first card's; undefined without any. */
export function messageText({ activity, attachments, twitter }: Reading): string | undefined {
  return (
    filledText(activity.text) ??
    twitter?.messages.map(textOf).find((text) => text !== undefined) ??
    attachments.find((attachment) => attachment.text !== undefined)?.text
  )
}

/** What stands for a message without text: the name of what it carries. */
export function placeholderOf({ attachments, twitter }: Reading): Placeholder {
  const inTwitter = twitter?.messages.map(twitterPlaceholder).find((found) => found !== undefined)
  return inTwitter ?? attachments[0]?.placeholder ?? '[attachment]'
}

function twitterPlaceholder(data: MessageData): Placeholder | undefined {
  const medium = mediumOf(data)
  if (medium !== undefined) return medium.type === 'video' ? '[video]' : '[image]'
  const attached = loose<'type'>(data.attachment)?.type
  return attached === 'location' || quickReplyResponse(data)?.type === 'location' ? '[location]' : undefined
}
