import { asObject, type JsonObject } from '../internal/json'
import type { ActivityLike } from './activity-like'
import { attempt } from './attempt'
import { readActivity } from './reading'
import { userIdOf } from './user-id'

/**
 * What X says of the sender of an activity: the object under the user's id in the webhook's `users`, with name,
 * handle, picture, and counts. undefined where the activity does not carry it, as an outgoing one. Never throws.
 *
 * @example
 * new DashbotMiddleware(client, { enrich: (activity) => ({ platformUserJson: xUserOf(activity) }) })
 */
export function xUserOf(activity: ActivityLike): object | undefined {
  return attempt(findUser, activity)
}

function findUser(activity: ActivityLike): object | undefined {
  const channelData = asObject(activity.channelData)
  const users = asObject(channelData?.users) ?? usersOfPayload(asObject(channelData?.data) ?? channelData)
  const id = userIdOf(readActivity(activity, 'incoming'))
  const user = id === undefined ? undefined : asObject(users?.[id])
  return asObject(user?.data) ?? user
}

/** The X Activity API wraps what the Account Activity API gives flat. */
function usersOfPayload(envelope: JsonObject | undefined): JsonObject | undefined {
  return asObject(asObject(envelope?.payload)?.users)
}
