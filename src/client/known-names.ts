import { asObject } from '../internal/json'
import type { DashbotPayload } from '../wire/types'

/** Conversations whose names are remembered; the one silent for longest is forgotten first. */
const MAX_CONVERSATIONS = 10_000
const MAX_NAMES = 20
/** In characters: shorter ones are too common as words. */
const MIN_LENGTH = 3
const MAX_LENGTH = 200
/** How many values of a payload are looked at. */
const MAX_VALUES = 5_000

const noNames: readonly string[] = []

/** The fields in which platforms keep the names and handles of a person. */
const nameFields: ReadonlySet<string> = new Set([
  'name',
  'displayName',
  'display_name',
  'fullName',
  'full_name',
  'realName',
  'real_name',
  'firstName',
  'first_name',
  'givenName',
  'given_name',
  'lastName',
  'last_name',
  'familyName',
  'family_name',
  'nickname',
  'screenName',
  'screen_name',
  'userName',
  'username',
  'user_name',
  'handle',
])

/** What users are called, by conversation: what one message says of a user is known of those that follow. */
export class KnownNames {
  readonly #byConversation = new Map<string, readonly string[]>()

  /** @returns all that is known, the given names included */
  learn(conversation: string, found: readonly string[]): readonly string[] {
    const known = this.#byConversation.get(conversation) ?? noNames
    const fresh = found.map((name) => name.trim()).filter((name) => isUsable(name) && !known.includes(name))
    if (fresh.length === 0 && known.length === 0) return noNames
    const names = fresh.length === 0 ? known : [...new Set([...fresh, ...known])].slice(0, MAX_NAMES)
    this.#byConversation.delete(conversation)
    this.#byConversation.set(conversation, names)
    const [oldest] = this.#byConversation.keys()
    if (this.#byConversation.size > MAX_CONVERSATIONS && oldest !== undefined)
      this.#byConversation.delete(oldest)
    return names
  }
}

function isUsable(name: string): boolean {
  return name.length <= MAX_LENGTH && [...name].length >= MIN_LENGTH
}

/**
 * The names that a payload's platform JSON gives a user: in `platformUserJson`, and in every object of `platformJson`
 * that has one of the user's ids as its `id`, or under it.
 */
export function namesIn(payload: DashbotPayload, userIds: readonly string[]): readonly string[] {
  const { platformJson, platformUserJson } = payload as { platformJson?: unknown; platformUserJson?: unknown }
  if (platformJson === undefined && platformUserJson === undefined) return noNames
  const search = new NameSearch(new Set(userIds))
  search.take(platformUserJson)
  search.visit(platformUserJson, '')
  search.visit(platformJson, '')
  return search.names
}

class NameSearch {
  readonly names: string[] = []
  readonly #ids: ReadonlySet<string>
  #values = 0

  constructor(ids: ReadonlySet<string>) {
    this.#ids = ids
  }

  visit(value: unknown, key: string): void {
    if (typeof value !== 'object' || value === null || this.#values > MAX_VALUES) return
    const entries = Object.entries(value)
    this.#values += entries.length
    if (!Array.isArray(value) && this.#isUser(value, key)) this.take(value)
    for (const [name, child] of entries) this.visit(child, name)
  }

  /** Takes the names that an object of the user's own has. */
  take(value: unknown): void {
    for (const [field, name] of Object.entries(asObject(value) ?? {})) {
      if (typeof name === 'string' && nameFields.has(field)) this.names.push(name)
    }
  }

  #isUser(value: object, key: string): boolean {
    const { id, id_str: idText } = value as { readonly id?: unknown; readonly id_str?: unknown }
    return this.#ids.has(key) || this.#isOwn(id) || this.#isOwn(idText)
  }

  #isOwn(id: unknown): boolean {
    return (typeof id === 'string' || typeof id === 'number') && this.#ids.has(String(id))
  }
}
