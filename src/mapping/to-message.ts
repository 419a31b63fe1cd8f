import type { DashbotMessage } from '../wire/types'
import type { ActivityLike } from './activity-like'
import { attempt } from './attempt'
import { buttonsOf } from './buttons'
import { imagesOf } from './images'
import { platformJsonOf } from './platform-json'
import { answerOf } from './postback'
import { type Direction, readActivity } from './reading'
import { messageText, textInstead } from './text'
import { userIdOf } from './user-id'

/** What is known of a message beside its activity. */
export interface AboutMessage {
  readonly direction: Direction
  /** The user, where the caller knows better than the activity. */
  readonly userId?: string | undefined
  /** The activity's id, where it does not say. */
  readonly id?: string | undefined
}

/**
 * An activity as Dashbot's message. Never throws: what cannot be read is left out. `userId` is empty where nobody says
 * who the user is, and validation refuses that. The value of the button that an incoming message answers stands for the
 * button's id in `postback`: who remembers what was offered can put the id there.
 */
export function toMessage(activity: ActivityLike, about: AboutMessage): DashbotMessage {
  const { direction } = about
  const reading = readActivity(activity, direction)
  const answer = attempt(answerOf, reading)
  const text = attempt(messageText, reading) ?? answer ?? attempt(textInstead, reading)
  const userId = about.userId || attempt(userIdOf, reading)

  const message: DashbotMessage = { text: text ?? '[empty]', userId: userId ?? '' }
  const images = attempt(imagesOf, reading)
  if (images !== undefined) message.images = images
  const buttons = attempt(buttonsOf, reading)
  if (buttons !== undefined) message.buttons = buttons
  if (answer !== undefined) message.postback = { buttonClick: { buttonId: answer } }
  const platformJson = attempt((subject) => platformJsonOf(subject, about.id), reading)
  if (platformJson !== undefined) message.platformJson = platformJson
  return message
}
