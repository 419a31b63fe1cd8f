import type { DashbotIntent, DashbotMessage } from '../wire/types'
import type { ActivityLike } from './activity-like'
import { readAttachments } from './attachments'
import { buttonsOf } from './buttons'
import { imagesOf } from './images'
import { attempt } from './loose'
import { platformJsonOf } from './platform-json'
import { answerOf } from './postback'
import { messageText, placeholderOf } from './text'
import { readTwitterJson } from './twitter-json'
import { type Direction, userIdOf } from './user-id'

/** What is known of a message beside its activity. */
export interface AboutMessage {
  readonly direction: Direction
  /** The user, where the caller knows better than the activity. */
  readonly userId?: string | undefined
  readonly intent?: DashbotIntent | undefined
  /** The id of the offered button that an incoming message answers. */
  readonly clickedButtonId?: string | undefined
}

/**
 * An activity as Dashbot's message. Never throws: what cannot be read is left out. `userId` is empty where nobody says
 * who the user is, and validation refuses that.
 */
export function toMessage(activity: ActivityLike, about: AboutMessage): DashbotMessage {
  const { direction, intent } = about
  const twitter = attempt(readTwitterJson, activity)
  const attachments = attempt(readAttachments, activity) ?? []
  const incoming = direction === 'incoming'
  const answer = incoming ? attempt(() => answerOf(activity, twitter), activity) : undefined

  const message: DashbotMessage = {
    text:
      attempt(() => messageText(activity, attachments, twitter), activity) ??
      answer ??
      attempt(() => placeholderOf(attachments, twitter), activity) ??
      '[attachment]',
    userId: about.userId || (attempt(() => userIdOf(activity, direction, twitter), activity) ?? ''),
  }
  if (intent !== undefined) message.intent = intent
  const images = attempt(() => imagesOf(attachments, twitter), activity)
  if (images !== undefined) message.images = images
  const buttons = attempt(() => buttonsOf(activity, attachments, twitter), activity)
  if (buttons !== undefined) message.buttons = buttons
  const buttonId = incoming ? (about.clickedButtonId ?? answer) : undefined
  if (buttonId) message.postback = { buttonClick: { buttonId } }
  message.platformJson = platformJsonOf(activity, twitter)
  return message
}
