import { asObject } from '../internal/json'
import type { ActivityLike, AttachmentLike } from './activity-like'
import { plainActivity } from './plain-activity'
import { filledText } from './value-text'

/** true for the event by which an adapter says that a person wrote in the bot's account. */
export function isEcho({ type, name, channelId }: ActivityLike): boolean {
  return type === 'event' && name === 'echo' && String(channelId).toLowerCase() === 'twitter'
}

/** The message that the event is about, as if the bot had sent it. */
export function echoedMessage(activity: ActivityLike): ActivityLike {
  const { value, ...fields } = plainActivity(activity)
  const { text, attachments } = asObject(value) ?? {}
  return {
    ...fields,
    type: 'message',
    text: filledText(text),
    attachments: attachments as readonly AttachmentLike[] | undefined,
  }
}
