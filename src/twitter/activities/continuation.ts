import { DirectMessageError } from '../messages/message-error'
import { channel, type TwitterAccount, type TwitterActivity } from './twitter-activity'

/** What matters here of both SDKs' ConversationReference; the bot is `bot` in one and `agent` in the other. */
export interface ReferenceLike {
  readonly activityId?: string | undefined
  readonly conversation?: ReferencedAccount | null | undefined
  readonly user?: ReferencedAccount | null | undefined
  readonly bot?: ReferencedAccount | null | undefined
  readonly agent?: ReferencedAccount | null | undefined
}

export interface ReferencedAccount {
  readonly id?: string | undefined
  readonly name?: string | undefined
}

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
  const participants = [reference.user, reference.bot, reference.agent]
  const user = participants.find((participant) => participant?.id === userId)
  const bot = participants.find((participant) => participant?.id !== undefined && participant.id !== userId)
  return {
    type: 'event',
    name: 'ContinueConversation',
    ...(reference.activityId !== undefined && { id: reference.activityId }),
    ...channel(userId),
    from: account(user ?? { id: userId }, 'user'),
    recipient: account(bot ?? { id: botId }, 'bot'),
    relatesTo: reference,
  }
}

export function account({ id, name }: ReferencedAccount, role: TwitterAccount['role']): TwitterAccount {
  if (id === undefined) return { role }
  return name === undefined ? { id, role } : { id, name, role }
}
