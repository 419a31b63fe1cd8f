import { DirectMessageError } from '../messages/message-error'
import { channel, type TwitterAccount, type TwitterActivity } from './twitter-activity'

/** What matters here of both SDKs' ConversationReference; the bot is `bot` in one and `agent` in the other. */
export interface ReferenceLike {
  readonly activityId?: string | undefined
  readonly conversation?: AccountLike | null | undefined
  readonly user?: AccountLike | null | undefined
  readonly bot?: AccountLike | null | undefined
  readonly agent?: AccountLike | null | undefined
}

interface AccountLike {
  readonly id?: string | undefined
  readonly name?: string | undefined
}

/** A reference to the conversation with a user, so that the bot can begin one. */
export function referenceTo(userId: string, botId: string | undefined) {
  const bot = botId === undefined ? undefined : account({ id: botId }, 'bot')
  return {
    ...channel(userId),
    user: account({ id: userId }, 'user'),
    ...(bot !== undefined && { bot, agent: bot }),
  }
}

/**
 * The activity of a turn that no message began. A conversation's id is the user's, so a reference with that alone
 * will do.
 */
export function continuation(reference: ReferenceLike, botId: string | undefined): TwitterActivity {
  const userId = reference.conversation?.id ?? reference.user?.id
  if (userId === undefined)
    throw new DirectMessageError('The reference names neither a conversation nor a user.')
  const participants = [reference.user, reference.bot, reference.agent]
  const other = participants.find((participant) => participant?.id !== undefined && participant.id !== userId)
  const bot = other ?? (botId === undefined ? undefined : { id: botId })
  return {
    type: 'event',
    name: 'ContinueConversation',
    ...(reference.activityId !== undefined && { id: reference.activityId }),
    ...channel(userId),
    from: account(participants.find((participant) => participant?.id === userId) ?? { id: userId }, 'user'),
    ...(bot !== undefined && { recipient: account(bot, 'bot') }),
    relatesTo: reference,
  }
}

function account({ id = '', name }: AccountLike, role: TwitterAccount['role']): TwitterAccount {
  return { id, ...(name !== undefined && { name }), role }
}
