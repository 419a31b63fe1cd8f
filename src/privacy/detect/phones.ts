import { digitsIn, isDigit } from './digits'
import type { Finding, Span } from './finding'
import { numberRun, phoneShapes } from './phone-shapes'
import { type Saying, Sayings } from './sayings'

/** Digits of a subscriber's number that is called one, of one that looks like one, and of E.164 at most. */
const LEAST_CALLED = 6
const LEAST = 7
const MOST = 15

/** A number starts after anything but a letter, a digit or what joins it to a longer code. */
const start = /(?<![\p{L}\p{N}_]|\d[.,])(?:\(\+?|\+ ?)?\d/gu

/** What stands between two numbers of a list. */
const listed = /^[\s,;:|&/+-]{0,4}(?:and|or|und|oder|et|ou|y|o|e|i|en|of|\u0438)?\s{0,2}$/iu

/**
 * Phone numbers: what is written like one, unless the words around say that it is another number; and other digits of
 * that length where the words around say that they are one.
 */
export function findPhones(text: string): readonly Finding[] {
  const found: Finding[] = []
  const sayings = new Sayings(text)
  let last: (Span & { readonly saying: Saying }) | undefined
  start.lastIndex = 0
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    const candidate = candidateAt(text, match.index)
    if (candidate === undefined) {
      skipGroup(text, match.index + match[0].length)
      continue
    }
    const isListed =
      last !== undefined &&
      listed.test(text.slice(last.end, Math.min(match.index, last.end + 12))) &&
      match.index - last.end <= 12
    const saying = sayings.around(match.index, candidate.end) ?? (isListed ? last?.saying : undefined)
    if (saying === 'code' && !text.startsWith('+', match.index)) {
      last = { ...candidate, saying }
      start.lastIndex = candidate.end
    } else if (saying === 'call' || (candidate.isShaped && !isPartOfCode(text, match.index))) {
      last = { ...candidate, saying: 'call' }
      found.push({ kind: 'phone', start: candidate.start, end: candidate.end })
      start.lastIndex = candidate.end
    } else {
      skipGroup(text, match.index + match[0].length)
    }
  }
  return found
}

interface Candidate extends Span {
  readonly isShaped: boolean
}

function candidateAt(text: string, index: number): Candidate | undefined {
  return (
    endOf(text, index, shapeAt(text.charAt(index)), LEAST, true) ??
    endOf(text, index, numberRun, LEAST_CALLED, false)
  )
}

function shapeAt(first: string): RegExp {
  return first === '+' || first === '(' || first === '0' ? phoneShapes[first] : phoneShapes.digit
}

function endOf(
  text: string,
  index: number,
  pattern: RegExp,
  least: number,
  isShaped: boolean,
): Candidate | undefined {
  pattern.lastIndex = index
  const written = pattern.exec(text)?.[0]
  if (written === undefined) return undefined
  const kept = withinMost(written)
  return kept === '' || digitsIn(kept) < least
    ? undefined
    : { start: index, end: index + kept.length, isShaped }
}

/** Without the groups at the end that make the number too long: they belong to the next one. */
function withinMost(written: string): string {
  const number = /[a-z]/i.test(written)
    ? written.replace(/[ ,]{0,2}(?:x|ext|dw|durchwahl|poste).{0,16}$/i, '')
    : written
  let digits = 0
  let groupEnd = 0
  for (let index = 0; index < number.length; index++) {
    if (isDigit(number.charCodeAt(index))) digits++
    else if (index > 0 && isDigit(number.charCodeAt(index - 1))) groupEnd = index
    if (digits > MOST) return number.slice(0, groupEnd)
  }
  return written
}

/** `T-1234567` is the name of a thing. */
function isPartOfCode(text: string, index: number): boolean {
  return /[\p{L}\p{N}]-$/u.test(text.slice(Math.max(0, index - 3), index))
}

/** Goes on behind the group of digits. */
function skipGroup(text: string, index: number): void {
  let end = index
  while (end < text.length && isDigit(text.charCodeAt(end))) end++
  start.lastIndex = end
}
