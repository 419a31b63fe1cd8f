import { DirectMessageError } from '../messages/message-error'
import {
  account,
  channel,
  type ReferencedAccount,
  type ReferenceLike,
  type TwitterActivity,
} from './twitter-activity'

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
  const { conversationType, isGroup = false } = reference.conversation ?? {}
  const participants = [reference.user, reference.bot, reference.agent].filter(isKnown)
  const others = participants.filter(({ id }) => id !== userId)
  const bot = others.find(({ id }) => id === botId) ?? others[0]
  // The id of a group is nobody's.
  const user = participants.find(({ id }) => id === userId) ?? others.find(({ id }) => id !== bot?.id)
  return {
    type: 'event',
    name: 'ContinueConversation',
    ...(reference.activityId !== undefined && { id: reference.activityId }),
    ...channel(userId),
    ...(conversationType !== undefined && { conversation: { id: userId, isGroup, conversationType } }),
    from: account(user ?? { id: userId }, 'user'),
    recipient: account(bot ?? { id: botId }, 'bot'),
    relatesTo: reference,
  }
}

function isKnown(participant: ReferencedAccount | null | undefined): participant is ReferencedAccount {
  return participant?.id !== undefined
}
