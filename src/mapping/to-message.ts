import type { DashbotMessage } from '../wire/types'
import type { ActivityLike, Direction } from './activity-like'
import { attempt } from './attempt'
import { answerOf, type ButtonAnswer } from './button-answer'
import { buttonsOf } from './buttons'
import { imagesOf } from './images'
import { platformJsonOf } from './platform-json'
import { type Reading, readActivity } from './reading'
import { messageText, textInstead } from './text'
import { userIdOf } from './user-id'

/** What the caller knows of a message beside its activity. */
export interface AboutMessage {
  readonly direction: Direction
  /** The user, in place of the activity's. */
  readonly userId?: string | undefined
  /** The id of an activity that has no id of its own. */
  readonly id?: string | undefined
}

export interface ReadMessage {
  /** Until the button is found that was answered, its value stands for its id in `postback`. */
  readonly message: DashbotMessage
  readonly answer: ButtonAnswer | undefined
  readonly reading: Reading
}

/**
 * An activity as Dashbot's message, with what it answers a button with. Never throws: what cannot be read is left out.
 * `userId` is empty where neither the activity nor Twitter's JSON names the user, and validation refuses that.
 */
export function readMessage(activity: ActivityLike, about: AboutMessage): ReadMessage {
  const reading = readActivity(activity, about.direction)
  const answer = attempt(answerOf, reading)
  const posted = answer?.isTyped === false ? answer.value : undefined
  const text = attempt(messageText, reading) ?? posted ?? attempt(textInstead, reading)
  const userId = about.userId || attempt(userIdOf, reading)

  const message: DashbotMessage = { text: text ?? '[empty]', userId: userId ?? '' }
  const images = attempt(imagesOf, reading)
  if (images !== undefined) message.images = images
  const buttons = attempt(buttonsOf, reading)
  if (buttons !== undefined) message.buttons = buttons
  if (posted !== undefined) message.postback = { buttonClick: { buttonId: posted } }
  const platformJson = attempt((subject) => platformJsonOf(subject, about.id), reading)
  if (platformJson !== undefined) message.platformJson = platformJson
  return { message, answer, reading }
}
