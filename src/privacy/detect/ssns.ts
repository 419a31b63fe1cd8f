import { type Finding, inOrder, matchesOf } from './finding'

const written = /(?<![\p{L}\p{N}_]|\d[-./])\d{3}([-. ])\d{2}\1\d{4}(?![\p{L}\p{N}_]|[-./]\d)/gu
const plain =
  /(?:\bssn|social security(?: (?:number|no\.?|#))?)\W{0,4}(?:is\s{1,3}|:)?\s{0,2}(\d{9})(?!\d)/giu

/** US social security numbers: three, two and four digits, or nine where they are called by that name. */
export function findSsns(text: string): readonly Finding[] {
  const found: Finding[] = matchesOf(written, text).map(({ index, 0: match }) => ({
    kind: 'ssn',
    start: index,
    end: index + match.length,
  }))
  for (const { index, 0: match } of matchesOf(plain, text)) {
    found.push({ kind: 'ssn', start: index + match.length - 9, end: index + match.length })
  }
  return inOrder(found)
}
