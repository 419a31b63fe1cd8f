import type { Reading } from './reading'
import { filledText } from './value-text'

/**
 * The participant who is not the bot: the sender of an incoming activity, the recipient of an outgoing one. Taken from
 * Twitter's JSON where the activity does not name it; undefined where neither does.
 */
export function userIdOf({ activity, direction, twitter }: Reading): string | undefined {
  const incoming = direction === 'incoming'
  const user = incoming ? activity.from : activity.recipient
  const bot = incoming ? activity.recipient : activity.from
  const userId = filledText(user?.id)
  const botId = filledText(bot?.id)
  const swapped = userId === twitter?.botId || (user?.role === 'bot' && bot?.role !== 'bot')
  if (userId !== undefined && !swapped) return userId
  if (userId !== undefined && botId !== undefined) return botId
  const ids = incoming ? [twitter?.senderId, twitter?.recipientId] : [twitter?.recipientId, twitter?.senderId]
  const account = twitter?.botId ?? botId
  return ids.find((id) => id !== undefined && id !== account) ?? userId
}
