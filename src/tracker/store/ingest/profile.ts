import { asObject, asText } from '../../../internal/json'
import type { DashbotMessage } from '../../../wire/types'
import { storedName } from './arrival'

/** How the platform calls a user. */
export interface Profile {
  readonly name: string | null
  readonly handle: string | null
}

/**
 * The user's name and handle: from `platformUserJson`, else from X's own record of the message (`users` by id). Undefined
 * where the payload holds none, such as one with hashed ids.
 */
export function profileOf({ userId, platformJson, platformUserJson }: DashbotMessage): Profile | undefined {
  return readProfile(platformUserJson) ?? readProfile(asObject(asObject(platformJson)?.users)?.[userId])
}

function readProfile(json: unknown): Profile | undefined {
  const user = asObject(json)
  if (user === undefined) return undefined
  const name = asText(user.name)
  const handle = asText(user.screen_name) ?? asText(user.username)
  if (name === undefined && handle === undefined) return undefined
  return { name: stored(name), handle: stored(handle) }
}

const stored = (text: string | undefined): string | null => (text === undefined ? null : storedName(text))
