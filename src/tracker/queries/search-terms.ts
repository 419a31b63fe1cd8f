/** Words of a search: no more, and none longer. */
const MAX_WORDS = 8
const MAX_LENGTH = 64

/** A shorter last word has to match as a whole: as a beginning it would match half of the database. */
const MIN_PREFIX_LENGTH = 3

/** The words of a search, all of which a text has to hold; the last one may be the beginning of a word. */
export interface SearchTerms {
  readonly words: readonly string[]
  readonly isPrefix: boolean
}

/** The words in what somebody typed: letters and digits, without accents, in lower case. */
export function parseSearch(input: string): SearchTerms {
  const words = fold(input.slice(0, 1_000)).match(/[\p{L}\p{N}]+/gu) ?? []
  const kept = words.slice(0, MAX_WORDS).map((word) => word.slice(0, MAX_LENGTH))
  return { words: kept, isPrefix: (kept.at(-1)?.length ?? 0) >= MIN_PREFIX_LENGTH }
}

/** The search in FTS5's language. */
export function matchExpression({ words, isPrefix }: SearchTerms): string {
  return `${words.map((word) => `"${word}"`).join(' AND ')}${isPrefix ? '*' : ''}`
}

export interface TextPart {
  readonly text: string
  readonly isMatch: boolean
}

/** Cuts a text so that the words that were searched for can be marked. */
export function markMatches(text: string, terms: SearchTerms): readonly TextPart[] {
  const parts: TextPart[] = []
  let start = 0
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    if (!isMatch(fold(match[0]), terms)) continue
    if (match.index > start) parts.push({ text: text.slice(start, match.index), isMatch: false })
    parts.push({ text: match[0], isMatch: true })
    start = match.index + match[0].length
  }
  if (start < text.length) parts.push({ text: text.slice(start), isMatch: false })
  return parts
}

function isMatch(word: string, { words, isPrefix }: SearchTerms): boolean {
  return words.includes(word) || (isPrefix && word.startsWith(words.at(-1) ?? word))
}

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
}
