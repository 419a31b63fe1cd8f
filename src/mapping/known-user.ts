import type { AccountLike } from './activity-like'
import { attempt } from './attempt'
import type { Reading } from './reading'
import { userIdOf } from './user-id'
import { filledText } from './value-text'

/** What an activity says of the participant who is not the bot. */
export interface KnownUser {
  /** All ids that it gives the user, the one to report first; empty where it gives none. */
  readonly ids: readonly string[]
  readonly names: readonly string[]
}

const none: readonly string[] = []
const nobody: KnownUser = { ids: none, names: none }

/** Never throws. */
export function knownUserOf(reading: Reading): KnownUser {
  return attempt(describe, reading) ?? nobody
}

function describe(reading: Reading): KnownUser {
  const id = userIdOf(reading)
  if (id === undefined) return nobody
  const { activity, direction, twitter } = reading
  const { from, recipient } = activity
  const account: AccountLike & { readonly aadObjectId?: unknown } =
    (filledText(from?.id) === id ? from : filledText(recipient?.id) === id ? recipient : undefined) ?? {}
  const ids = [id]
  const onTwitter = direction === 'incoming' ? twitter?.senderId : twitter?.recipientId
  if (onTwitter !== undefined && onTwitter !== id && onTwitter !== twitter?.botId) ids.push(onTwitter)
  const inDirectory = filledText(account.aadObjectId)
  if (inDirectory !== undefined) ids.push(inDirectory)
  return { ids, names: typeof account.name === 'string' && account.name !== '' ? [account.name] : none }
}

/** The id of the bot's own account; undefined where the activity does not say. Never throws. */
export function botIdOf(reading: Reading): string | undefined {
  return attempt(({ activity, direction, twitter }) => {
    const bot = direction === 'incoming' ? activity.recipient : activity.from
    return twitter?.botId ?? filledText(bot?.id)
  }, reading)
}
