import { emojiWord, foldRun, foldWord, type Piece, pairsOf, piecesOf } from './words'

/** The bounds of a search: how many terms, and how many characters in each. */
const MAX_TERMS = 8
const MAX_LENGTH = 64

/** A shorter last word has to match as a whole: as a beginning it would match half of the database. */
const MIN_PREFIX_LENGTH = 3

/** One of the things that a text has to hold. */
export interface SearchTerm {
  readonly kind: Piece['kind']
  /** Folded as the index is. */
  readonly text: string
  /** true where it may be the beginning of a word. */
  readonly isPrefix: boolean
}

/** The terms of a search, all of which a text has to hold. */
export type SearchTerms = readonly SearchTerm[]

/** The terms in what somebody typed; empty where there is nothing to search for. */
export function parseSearch(input: string): SearchTerms {
  const pieces = piecesOf(input.slice(0, 1_000)).slice(0, MAX_TERMS)
  return pieces.map(({ kind, text }, index) => {
    const folded = foldPiece({ kind, text }).slice(0, MAX_LENGTH)
    const isLast = index === pieces.length - 1
    return { kind, text: folded, isPrefix: kind === 'word' && isLast && folded.length >= MIN_PREFIX_LENGTH }
  })
}

function foldPiece({ kind, text }: Pick<Piece, 'kind' | 'text'>): string {
  if (kind === 'word') return foldWord(text)
  return kind === 'run' ? foldRun(text) : emojiWord(text)
}

/** The search in FTS5's language. */
export function matchExpression(terms: SearchTerms): string {
  return terms.map(matchTerm).join(' AND ')
}

function matchTerm({ kind, text, isPrefix }: SearchTerm): string {
  if (kind !== 'run') return `"${text}"${isPrefix ? ' *' : ''}`
  const pairs = pairsOf(text)
  // Every character begins a pair, or stands alone at the end of its run.
  return pairs.length === 0 ? `"${text}" *` : `"${pairs.join(' ')}"`
}

export interface TextPart {
  readonly text: string
  readonly isMatch: boolean
}

/** Cuts a text so that what was searched for can be marked. */
export function markMatches(text: string, terms: SearchTerms): readonly TextPart[] {
  const whole = text.normalize('NFC')
  const parts: TextPart[] = []
  let end = 0
  const take = (to: number, isMatch: boolean) => {
    if (to > end) parts.push({ text: whole.slice(end, to), isMatch })
    end = Math.max(end, to)
  }
  for (const piece of terms.length === 0 ? [] : piecesOf(whole)) {
    for (const [from, length] of matchesIn(piece, terms)) {
      take(piece.index + from, false)
      take(piece.index + from + length, true)
    }
  }
  take(whole.length, false)
  return parts
}

type Place = readonly [from: number, length: number]

function matchesIn(piece: Piece, terms: SearchTerms): readonly Place[] {
  const folded = foldPiece(piece)
  const own = terms.filter(({ kind }) => kind === piece.kind)
  if (piece.kind !== 'run') {
    const isMatch = own.some(
      (term) =>
        term.text === folded ||
        (term.isPrefix && folded.startsWith(term.text)) ||
        (term.kind === 'emoji' && folded.includes(term.text)),
    )
    return isMatch ? [[0, piece.text.length]] : []
  }
  const places = own.flatMap(({ text }) => occurrences(folded, text))
  // Half-width characters may be joined by the folding: then the places are not those of the text.
  if (folded.length !== piece.text.length) return places.length > 0 ? [[0, piece.text.length]] : []
  return places.sort(([a], [b]) => a - b)
}

function occurrences(text: string, wanted: string): readonly Place[] {
  const places: Place[] = []
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
    places.push([at, wanted.length])
  }
  return places
}
