import type { ActivityLike } from './activity-like'
import { filledText } from './loose'
import type { TwitterJson } from './twitter-json'

export type Direction = 'incoming' | 'outgoing'

/**
 * The participant who is not the bot: who an incoming activity is from, whom an outgoing one is for. Where the activity
 * does not say, Twitter's JSON does. Empty where nobody says: Dashbot's validation refuses that, and the client counts
 * it.
 */
export function userIdOf(
  activity: ActivityLike,
  direction: Direction,
  twitter: TwitterJson | undefined,
): string {
  const incoming = direction === 'incoming'
  const user = incoming ? activity.from : activity.recipient
  const bot = incoming ? activity.recipient : activity.from
  const userId = filledText(user?.id)
  const botId = filledText(bot?.id)
  if (userId !== undefined && userId !== twitter?.botId && user?.role !== 'bot') return userId
  if (userId !== undefined && botId !== undefined) return botId
  if (twitter === undefined) return userId ?? ''
  const ids = incoming ? [twitter.senderId, twitter.recipientId] : [twitter.recipientId, twitter.senderId]
  const account = twitter.botId ?? botId ?? userId
  return ids.find((id) => id !== undefined && id !== account) ?? ''
}
