/** Stands for a name of the user. */
export const NAME_SIGN = '[name]'

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

interface WholeWordOptions {
  /** A character that makes one word of the two beside it. At the end of a word, as in Markdown's `_Ann_`, it does not. */
  readonly joiner: '_' | ':' | ''
  readonly ignoreCase: boolean
}

/** An id may stand between underscores. */
export const ID_WORDS: WholeWordOptions = { joiner: '', ignoreCase: false }

/** A part of an id is not looked for in other ids of that form. */
export const ID_PARTS: WholeWordOptions = { joiner: ':', ignoreCase: false }

/** A name does not match within `BIRDS_QUERY`. */
export const NAME_WORDS: WholeWordOptions = { joiner: '_', ignoreCase: true }

/** A name in the place of a property's name: `max` is mostly not Max. */
export const NAME_KEYS: WholeWordOptions = { joiner: '_', ignoreCase: false }

/** Scripts that put no spaces between words, or join endings to names: their letters end a word. */
const unspaced = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{Script=${script}}`)
  .join('')

/** Letters, combining marks and digits. */
const wordCharacter = `(?![${unspaced}\u30fc])[\\p{L}\\p{M}\\p{N}]`

/**
 * Replaces each of the texts wherever it stands as a word of its own. The longest goes first, so that a text within
 * another is not found in its place.
 */
export function wholeWordReplacer(
  replacements: ReadonlyMap<string, string>,
  { joiner, ignoreCase }: WholeWordOptions,
): (text: string) => string {
  const sought = [...replacements.keys()].filter((text) => text !== '')
  if (sought.length === 0) return (text) => text
  sought.sort((one, other) => other.length - one.length)
  const between = joiner && `${joiner}?`
  const before = wordCharacter + between
  const after = between + wordCharacter
  const pattern = new RegExp(
    `(?<!${before})(?:${sought.map(escapePattern).join('|')})(?!${after})`,
    ignoreCase ? 'giu' : 'gu',
  )
  const keyOf = (text: string): string => (ignoreCase ? text.toLowerCase() : text)
  const known = new Map(sought.map((text) => [keyOf(text), replacements.get(text)]))
  return (text) =>
    text.replace(pattern, (found) => known.get(keyOf(found)) ?? [...replacements.values()][0] ?? '')
}
