import { findCards } from './detect/cards'
import { sayingOfField } from './detect/sayings'

/** Names of properties that hold ids and times. */
const idField =
  /(?:^|[_-])(?:ids?|id_str|ids_str|timestamp|uuid|guid|key)$|[a-z](?:Ids?|ID|Timestamp|Uuid|Guid)$/
const idEnding = /[_-]?(?:ids?(?:_str)?|uuid|guid)$/i

/** Names of properties whose whole value is a secret. */
const secretField =
  /^(?:password|passwd|passphrase|pwd|secret|client_?secret|private_?key|(?:x-)?api[_-]?key|[a-z_-]{0,40}token(?:_secret)?|authorization|(?:set-)?cookies?|credentials?|otp|cv[cv]2?)$/i

/** Names of properties that hold running text, in which a URL is one word among others. */
const textField =
  /^(?:text|label|title|subtitle|description|body|content|message|caption|comment|note|speak|summary|bio|question|answer|query|input)$/i

/** Names that say what a bare number is: as words before it, the detectors take them into account. */
const namedNumber = /card|\bssn\b|social.?security|\bzip\b|postal|post.?code|\bplz\b|\biban\b|\bpin\b/i

/** A number of JSON is personal only where its name says so. */
const personalNumber = /phone|caller|mobile|\btel\b|\bfax\b|whats.?app|card|\bssn\b|\bzip\b|postal|\bpan\b/i

const shapeOfId = /^[\p{L}\p{N}_.:|~=-]{1,256}$/u

export const isSecretField = (field: string): boolean => secretField.test(field)
export const isTextField = (field: string): boolean => textField.test(field)
export const isPersonalNumberField = (field: string): boolean =>
  personalNumber.test(spaced(field)) && !idField.test(field)

/** What a value is, as far as its form shows: no id, an id of digits, or an id with letters. */
export type IdCheck = 'no-id' | 'digits' | 'word'

/** Whether the value of a property that is called an id is one: digits, or a word with letters and digits. */
export function idCheck(field: string, value: string): IdCheck {
  if (!idField.test(field) || !shapeOfId.test(value)) return 'no-id'
  if (!/\p{L}/u.test(value)) {
    const isPlain = /^\d+$/.test(value)
    const isCalled =
      sayingOfField(field.replace(idEnding, '')) === 'call' && personalNumber.test(spaced(field))
    return isPlain && !isCalled && findCards(value).length === 0 ? 'digits' : 'no-id'
  }
  return 'word'
}

/** The words before a value that its field's name amounts to; '' where the name says nothing of numbers. */
export function wordsOfField(field: string): string {
  const words = spaced(field.slice(0, 48).replace(idEnding, ''))
  return namedNumber.test(words) || sayingOfField(words) !== undefined ? `${words}: ` : ''
}

function spaced(field: string): string {
  return field.replace(/(?<=\p{Ll})(?=\p{Lu})|[_-]+/gu, ' ')
}
