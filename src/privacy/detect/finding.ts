import type { PersonalDataKind } from '../kinds'

/** A place in a text. Offsets are UTF-16 units, `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What a place holds. Without a kind it is known to be nothing personal: a date, the path of a picture. */
export interface Finding extends Span {
  readonly kind: PersonalDataKind | undefined
}

/** Finds its kinds in a folded text, in ascending order and without overlap. Its time is linear in the text. */
export type Detector = (text: string) => readonly Finding[]

/** Stands for what an earlier detector took: neither a letter nor a digit, white space or punctuation. */
const BLANK = '\ufffc'

/** The text with the found places blanked out, at unchanged offsets, so that no later detector finds them again. */
export function blankOut(text: string, found: readonly Span[]): string {
  let result = ''
  let position = 0
  for (const { start, end } of found) {
    result += text.slice(position, start) + BLANK.repeat(end - start)
    position = end
  }
  return position === 0 ? text : result + text.slice(position)
}

/** In ascending order, without what overlaps with an earlier or a longer one. */
export function inOrder(found: readonly Finding[]): readonly Finding[] {
  const sorted = found.toSorted((one, other) => one.start - other.start || other.end - one.end)
  let end = 0
  return sorted.filter((finding) => {
    if (finding.start < end) return false
    end = finding.end
    return true
  })
}

/** The matches of a global pattern. It is searched with as it is: matchAll makes a copy for each call. */
export function matchesOf(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  const matches: RegExpExecArray[] = []
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) matches.push(match)
  return matches
}
