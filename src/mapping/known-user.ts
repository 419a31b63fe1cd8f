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

const nobody: KnownUser = { ids: [], names: [] }

/** Never throws. */
export function knownUserOf(reading: Reading): KnownUser {
  const id = attempt(userIdOf, reading)
  return id === undefined
    ? nobody
    : (attempt((subject) => describe(subject, id), reading) ?? { ids: [id], names: [] })
}

function describe({ activity, direction, twitter }: Reading, id: string): KnownUser {
  const account = [activity.from, activity.recipient].find((one) => filledText(one?.id) === id)
  const { aadObjectId } = (account ?? {}) as { readonly aadObjectId?: unknown }
  const onTwitter = direction === 'incoming' ? twitter?.senderId : twitter?.recipientId
  const ids = [id]
  for (const other of [onTwitter, filledText(aadObjectId)]) {
    if (other !== undefined && other !== twitter?.botId && !ids.includes(other)) ids.push(other)
  }
  return typeof account?.name === 'string' && account.name !== ''
    ? { ids, names: [account.name] }
    : { ids, names: [] }
}

/** The id of the bot's own account; undefined where the activity does not say. Never throws. */
export function botIdOf(reading: Reading): string | undefined {
  return attempt(({ activity, direction, twitter }) => {
    const bot = direction === 'incoming' ? activity.recipient : activity.from
    return twitter?.botId ?? filledText(bot?.id)
  }, reading)
}
