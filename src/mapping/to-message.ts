import type { DashbotIntent, DashbotMessage } from '../wire/types'
import type { ActivityLike } from './activity-like'
import { attempt } from './attempt'
import { buttonsOf } from './buttons'
import { imagesOf } from './images'
import { platformJsonOf } from './platform-json'
import { answerOf } from './postback'
import { type Direction, readActivity } from './reading'
import { messageText, placeholderOf } from './text'
import { userIdOf } from './user-id'

/** What is known of a message beside its activity. */
export interface AboutMessage {
  readonly direction: Direction
  /** The user, where the caller knows better than the activity. */
  readonly userId?: string | undefined
  readonly intent?: DashbotIntent | undefined
  /** The activity's id, where it does not say. */
  readonly id?: string | undefined
  /** The id of the offered button that an incoming message answers; without it, the value answered stands for it. */
  readonly clickedButtonId?: string | undefined
}

/**
 * An activity as Dashbot's message. Never throws: what cannot be read is left out. `userId` is empty where nobody says
 * who the user is, and validation refuses that.
 */
export function toMessage(activity: ActivityLike, about: AboutMessage): DashbotMessage {
  const { direction, intent, clickedButtonId } = about
  const reading = readActivity(activity, direction)
  const answer = direction === 'incoming' ? attempt(answerOf, reading) : undefined
  const text = attempt(messageText, reading) ?? answer ?? attempt(placeholderOf, reading)
  const userId = about.userId || attempt(userIdOf, reading)

  const message: DashbotMessage = { text: text ?? '[attachment]', userId: userId ?? '' }
  if (intent !== undefined) message.intent = intent
  const images = attempt(imagesOf, reading)
  if (images !== undefined) message.images = images
  const buttons = attempt(buttonsOf, reading)
  if (buttons !== undefined) message.buttons = buttons
  const buttonId = direction === 'incoming' ? clickedButtonId || answer : undefined
  if (buttonId !== undefined) message.postback = { buttonClick: { buttonId } }
  const platformJson = attempt((subject) => platformJsonOf(subject, about.id), reading)
  if (platformJson !== undefined) message.platformJson = platformJson
  return message
}
