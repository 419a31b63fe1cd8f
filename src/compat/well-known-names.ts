import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Span } from '../privacy/detect/finding'

let known: ReadonlySet<string> | undefined
let longest = 0

/** Words that are one well-known name or several without a space between them, in any case. */
export function wellKnownNames(text: string): readonly Span[] {
  const found: Span[] = []
  for (const { index, 0: word } of text.matchAll(/\w+/g)) {
    if (isMadeOfNames(word.toLowerCase())) found.push({ start: index, end: index + word.length })
  }
  return found
}

function isMadeOfNames(word: string): boolean {
  const names = knownNames()
  /** Whether the word up to an index is made of names. */
  const reached = [true]
  for (let end = 1; end <= word.length; end++) {
    reached[end] = false
    for (let start = Math.max(0, end - longest); start < end && !reached[end]; start++) {
      reached[end] = reached[start] === true && names.has(word.slice(start, end))
    }
  }
  return reached[word.length] === true
}

function knownNames(): ReadonlySet<string> {
  if (known !== undefined) return known
  const lines = readFileSync(join(__dirname, 'assets', 'names.txt'), 'utf8').split('\n')
  known = new Set(
    lines.filter((line) => line !== '' && !line.startsWith('#')).flatMap((line) => line.split(' ')),
  )
  longest = Math.max(...[...known].map(({ length }) => length))
  return known
}
