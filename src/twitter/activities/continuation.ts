import { DirectMessageError } from '../messages/message-error'
import { account, channel, type ReferenceLike, type TwitterActivity } from './twitter-activity'

/** A reference to the conversation with a user, but for the bot, whose field is called differently in the SDKs. */
export function referenceTo(userId: string) {
  return { ...channel(userId), user: account({ id: userId }, 'user') }
}

/**
 * The activity of a turn that no message began. A conversation's id is the user's, so a reference with that alone
 * will do.
 */
export function continuation(reference: ReferenceLike, botId: string | undefined): TwitterActivity {
  const userId = reference.conversation?.id ?? reference.user?.id
  if (userId === undefined) {
    throw new DirectMessageError('The reference names neither a conversation nor a user.')
  }
  const conversationType = reference.conversation?.conversationType
  const participants = [reference.user, reference.bot, reference.agent]
  const user = participants.find((participant) => participant?.id === userId)
  const bot = participants.find((participant) => participant?.id !== undefined && participant.id !== userId)
  return {
    type: 'event',
    name: 'ContinueConversation',
    ...(reference.activityId !== undefined && { id: reference.activityId }),
    ...channel(userId),
    ...(conversationType !== undefined && { conversation: { id: userId, isGroup: false, conversationType } }),
    from: account(user ?? { id: userId }, 'user'),
    recipient: account(bot ?? { id: botId }, 'bot'),
    relatesTo: reference,
  }
}
