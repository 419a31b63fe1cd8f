import type { DashbotPayload } from '../wire/types'
import { mapFields } from './map-fields'
import { pseudonymOf } from './pseudonyms'
import { ID_PARTS, ID_WORDS, wholeWordReplacer } from './whole-words'

const isUuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

/**
 * The payload with a pseudonym for every id of its user, wherever it stands as a word of its own: in texts, in
 * `conversationId`, and as a number or a property name in free fields. A payload whose user has a pseudonym already
 * keeps it.
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
  const parts = [...pseudonyms].flatMap(ownPart)
  const replaceIds = wholeWordReplacer(new Map([...pseudonyms].flatMap(formsOf)), ID_WORDS)
  const replaceParts = wholeWordReplacer(new Map(parts), ID_PARTS)
  const inText = (text: string): string => replaceParts(replaceIds(text))
  const numbers = new Map(
    [...pseudonyms, ...parts].filter(([id]) => /^\d{1,32}$/.test(id)).map(([id, name]) => [Number(id), name]),
  )
  const hidden = mapFields(payload, {
    text: inText,
    number: (value) => numbers.get(value) ?? value,
    name: inText,
  })
  const userId = isHidden ? payload.userId : pseudonyms.get(payload.userId)
  return { ...hidden, userId: userId ?? payload.userId }
}

/** How an id may be written: composed or not, as part of a URL, a UUID in capitals or not. */
function formsOf([id, pseudonym]: readonly [string, string]): readonly (readonly [string, string])[] {
  const forms = [id, id.normalize('NFC'), id.normalize('NFD'), encoded(id)]
  if (isUuid.test(id)) forms.push(id.toLowerCase(), id.toUpperCase())
  return forms.map((form) => [form, pseudonym])
}

/** Shortest part of an id that is looked for by itself, in UTF-16 units. */
const SHORTEST_PART = 6

/**
 * The user's part of an id that a channel or a team is a part of, `U012ABCDEF:T012ABCDEF` or `whatsapp:+4930901820`:
 * the channel's own JSON has only that. It is the longest part, of equals the first.
 */
function ownPart([id, pseudonym]: readonly [string, string]): readonly (readonly [string, string])[] {
  const parts = id.split(':').filter((part) => part.length >= SHORTEST_PART && /\d/.test(part))
  const [longest] = parts.sort((one, other) => other.length - one.length)
  if (longest === undefined || longest === id) return []
  return [longest, longest.replace(/^\+/, '')].map((part) => [part, pseudonym])
}

function encoded(id: string): string {
  return encodeURIComponent(id.replace(/\p{Surrogate}/gu, '\ufffd'))
}
