import { asObject, type JsonObject } from '../internal/json'
import { mapJsonText } from './json-text'
import { mapJson } from './map-json'

/** Properties of X, of the Bot Framework and of Dashbot that hold a profile, a list of them, or a map from ids to them. */
const holdsProfiles =
  /^(?:users?|from|recipient|sender|author|(?:user_?)?profile|members?|membersAdded|membersRemoved|platformUserJson)$/i

/** What makes an object a profile wherever it is. */
const profileMarks = [
  'screen_name',
  'username',
  'first_name',
  'firstName',
  'real_name',
  'profile_pic',
  'profile_image_url',
  'profile_image_url_https',
] as const

/** What stays of a profile: ids, which are hashed, and what many users have in common. */
const kept = /^(?:id|id_str|lang|language|locale|time_?zone|verified|verified_type|protected|role|type)$/i

const nameField =
  /^(?:name|screen_?name|user_?name|display_?name|full_?name|real_?name|first_?name|last_?name|given_?name|family_?name|middle_?name|sur_?name|nick_?name|handle)$/i
const pictureField = /(?:image|picture|avatar|banner|photo).*url|^(?:avatar|picture|photo|profile_pic)$/i
const descriptionField = /^(?:description|bio)$/i

/** A text of a profile, which may be found elsewhere too. */
export interface ProfileText {
  readonly kind: 'name' | 'picture' | 'description'
  readonly text: string
  /** Ids that the profile has, as far as it has any. */
  readonly ids: readonly string[]
}

/**
 * A copy of the value without what profiles say of users: X's `users` objects, `from`, `recipient` and the like, and
 * every object with a handle or a profile picture. The texts that were left out are added to `said`.
 */
export function withoutProfiles(value: unknown, said: ProfileText[]): unknown {
  return mapJson(value, {
    leaf: (leaf) =>
      typeof leaf === 'number'
        ? leaf
        : (mapJsonText(leaf, (inner) => withoutOwnProfile(inner, said)) ?? leaf),
    property: (name, item) => {
      const isProfile = (holdsProfiles.test(name) && isObject(item)) || isMarked(item)
      return isProfile ? { value: stripped(item, [], said) } : undefined
    },
  })
}

const withoutOwnProfile = (value: unknown, said: ProfileText[]): unknown =>
  isMarked(value) ? stripped(value, [], said) : withoutProfiles(value, said)

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

function isMarked(value: unknown): boolean {
  const object = asObject(value)
  return object !== undefined && profileMarks.some((mark) => typeof object[mark] === 'string')
}

function stripped(value: unknown, ids: readonly string[], said: ProfileText[]): unknown {
  if (Array.isArray(value)) return value.map((item) => stripped(item, ids, said))
  const object = asObject(value)
  if (object === undefined) return value
  const entries = Object.entries(object)
  if (entries.every(([, item]) => isObject(item))) {
    return Object.fromEntries(entries.map(([key, item]) => [key, stripped(item, [...ids, key], said)]))
  }
  return entries.some(([field]) => /^id(?:_str)?$/.test(field) || fieldKind(field) !== undefined)
    ? strippedProfile(object, ids, said)
    : value
}

function strippedProfile(profile: JsonObject, outerIds: readonly string[], said: ProfileText[]): JsonObject {
  const ids = [...outerIds, profile.id_str, profile.id].filter(isId).map(String)
  const rest: [string, unknown][] = []
  for (const [field, value] of Object.entries(profile)) {
    const kind = fieldKind(field)
    if (typeof value === 'string' && kind !== undefined) said.push({ kind, text: value, ids })
    if (kept.test(field) && !isObject(value)) rest.push([field, value])
    else if (isObject(value) && (field === 'data' || holdsProfiles.test(field))) {
      rest.push([field, stripped(value, ids, said)])
    }
  }
  return Object.fromEntries(rest)
}

const isId = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'

function fieldKind(field: string): ProfileText['kind'] | undefined {
  if (nameField.test(field)) return 'name'
  if (pictureField.test(field)) return 'picture'
  return descriptionField.test(field) ? 'description' : undefined
}
