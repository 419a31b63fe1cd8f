import { asObject } from '../internal/json'
import type { ActivityLike } from './activity-like'
import type { Reading } from './reading'
import { quickReplyResponse, textOf } from './twitter-json'
import { filledText, valueText } from './value-text'

/**
 * The value of the quick reply or button that an incoming message answers: a quick reply's metadata (its label where it
 * has none), or the value of a postBack, a messageBack or a submitted card, objects as JSON. Undefined where it answers
 * none.
 */
export function answerOf({ activity, direction, twitter }: Reading): string | undefined {
  if (direction === 'outgoing') return undefined
  const data = twitter?.messages[0]
  const response = data && quickReplyResponse(data)
  if (response !== undefined && response.type !== 'location') {
    return valueText(response.metadata) ?? valueText(activity.value) ?? (data && textOf(data))
  }
  return valueText(activity.value) ?? postedText(activity)
}

/** Web chats post the text of a postBack as a message with a mark in channelData. */
function postedText(activity: ActivityLike): string | undefined {
  const marks = asObject(activity.channelData)
  return marks?.postBack === true || marks?.postback === true ? filledText(activity.text) : undefined
}
