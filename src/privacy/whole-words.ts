const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

interface WholeWordOptions {
  /** Characters that make a text beside them part of another word, as the inside of a character class. */
  readonly wordCharacters: string
  readonly ignoreCase: boolean
}

/** Letters, combining marks and digits; an id may stand between underscores. */
export const ID_WORDS: WholeWordOptions = { wordCharacters: '\\p{L}\\p{M}\\p{N}', ignoreCase: false }

/** A name does not match within `BIRDS_QUERY`. */
export const NAME_WORDS: WholeWordOptions = { wordCharacters: '\\p{L}\\p{M}\\p{N}_', ignoreCase: true }

/**
 * Replaces each of the texts wherever it stands as a word of its own. The longest goes first, so that a text within
 * another is not found in its place.
 */
export function wholeWordReplacer(
  replacements: ReadonlyMap<string, string>,
  { wordCharacters, ignoreCase }: WholeWordOptions,
): (text: string) => string {
  const sought = [...replacements.keys()].filter((text) => text !== '')
  if (sought.length === 0) return (text) => text
  sought.sort((one, other) => other.length - one.length)
  const pattern = new RegExp(
    `(?<![${wordCharacters}])(?:${sought.map(escapePattern).join('|')})(?![${wordCharacters}])`,
    ignoreCase ? 'giu' : 'gu',
  )
  const keyOf = (text: string): string => (ignoreCase ? text.toLowerCase() : text)
  const known = new Map(sought.map((text) => [keyOf(text), replacements.get(text)]))
  return (text) =>
    text.replace(pattern, (found) => known.get(keyOf(found)) ?? [...replacements.values()][0] ?? '')
}
