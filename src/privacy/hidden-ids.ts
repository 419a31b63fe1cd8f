import type { DashbotPayload } from '../wire/types'
import { type Leaf, mapJson } from './map-json'
import { pseudonymOf } from './pseudonyms'
import { ID_WORDS, wholeWordReplacer } from './whole-words'

/** Fields whose structure Dashbot prescribes: their property names are not the user's. */
const prescribed = new Set(['intent', 'images', 'buttons', 'postback'])

const isUuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

/**
 * The payload with a pseudonym for every id of its user, wherever it stands as a word of its own: in texts, numbers,
 * property names and `conversationId`. A payload whose user has a pseudonym already keeps it.
 */
export function hideUserIds(
  secret: string,
  payload: DashbotPayload,
  userIds: readonly string[],
): DashbotPayload {
  const known = userIds.filter((id) => id !== '')
  const isHidden = known.some((id) => pseudonymOf(secret, id) === payload.userId)
  const ids = isHidden ? known : [...new Set([payload.userId, ...known])]
  const pseudonyms = new Map(ids.map((id) => [id, pseudonymOf(secret, id)]))
  const inText = wholeWordReplacer(new Map([...pseudonyms].flatMap(formsOf)), ID_WORDS)
  const numbers = new Map(
    [...pseudonyms].filter(([id]) => /^\d{1,32}$/.test(id)).map(([id, name]) => [Number(id), name]),
  )
  const leaf = (value: Leaf): Leaf =>
    typeof value === 'number' ? (numbers.get(value) ?? value) : inText(value)
  const free = { leaf, name: inText }
  const hidden = Object.entries(payload).map(([field, value]) => [
    field,
    field === 'type' ? value : mapJson(value, prescribed.has(field) ? { leaf } : free, field),
  ])
  const userId = isHidden ? payload.userId : pseudonyms.get(payload.userId)
  return { ...Object.fromEntries(hidden), userId }
}

/** How an id may be written: composed or not, as part of a URL, a UUID in capitals or not. */
function formsOf([id, pseudonym]: readonly [string, string]): readonly (readonly [string, string])[] {
  const forms = [id, id.normalize('NFC'), id.normalize('NFD'), encoded(id)]
  if (isUuid.test(id)) forms.push(id.toLowerCase(), id.toUpperCase())
  return forms.map((form) => [form, pseudonym])
}

function encoded(id: string): string {
  return encodeURIComponent(id.replace(/\p{Surrogate}/gu, '\ufffd'))
}
