import { asObject, type JsonObject } from '../internal/json'
import type { ActivityLike } from './activity-like'
import type { Reading } from './reading'
import { quickReplyResponse, textOf } from './twitter-json'
import { filledText, valueText } from './value-text'

/** What an incoming message answers a button with. */
export interface ButtonAnswer {
  /** The button's value as text, an object as JSON. */
  readonly value: string
  /** The object of a button, or of a submitted card with the inputs merged in. */
  readonly data?: JsonObject | undefined
  /** The text that came along, mostly the button's label. */
  readonly text?: string | undefined
  /** Plain text: the answer to a button only where one with this label or value was just offered. */
  readonly isTyped: boolean
}

/**
 * The answer of an incoming message: a quick reply's metadata (its label where it has none), the value of a postBack, a
 * messageBack or a submitted card, or the text that an imBack sends. X says itself which messages answer a quick reply,
 * so plain text answers nothing there.
 */
export function answerOf({ activity, direction, twitter }: Reading): ButtonAnswer | undefined {
  if (direction === 'outgoing') return undefined
  const data = twitter?.messages[0]
  const text = (data && textOf(data)) ?? filledText(activity.text)
  const response = data && quickReplyResponse(data)
  if (response !== undefined && response.type !== 'location') {
    const value = valueText(response.metadata) ?? valueText(activity.value) ?? text
    return value === undefined ? undefined : { value, text, isTyped: false }
  }
  const value = valueText(activity.value)
  if (value !== undefined) return { value, data: asObject(activity.value), text, isTyped: false }
  if (text === undefined || twitter !== undefined || activity.channelId === 'twitter') return undefined
  return { value: text, text, isTyped: !isMarked(activity) }
}

/** Web chats post the text of a postBack as a message with a mark in channelData. */
function isMarked({ channelData }: ActivityLike): boolean {
  const marks = asObject(channelData)
  return marks?.postBack === true || marks?.postback === true
}
