import { matchesOf } from './finding'
import { callStems, callWords, codeStems, codeWords, numberWords, possessives } from './number-words'

/** What the words around a number say that it is: one to call, or the number of a thing. */
export type Saying = 'call' | 'code' | undefined

interface Mark {
  readonly end: number
  readonly saying: Saying
}

/** How far before a number a word to call reaches, in UTF-16 units. */
const CALL_REACH = 64

/** How far before a number a word for a thing's number may end, in UTF-16 units. */
const CODE_REACH = 24

/** Longest word that is known, in UTF-16 units. */
const MAX_WORD = 24

/** Words, and the signs for a phone. */
const word = /\p{L}+|[\u260e\u260f\u2706\u{1f4de}\u{1f4f1}\u{1f4f2}]/gu
const letter = /\p{L}/u
const joiner =
  /^[ \t]{0,2}(?:(?:numbers?|num|no|nr|n|id|code|key|nummer|num\u00e9ro|n\u00famero|numero|\u043d\u043e\u043c\u0435\u0440|\u2116)[.\u00b0\u00ba]?)?[ \t]{0,2}(?:is|was|are|ist|lautet|est|es|\u00e8|of|for)?[ \t]{0,2}[:=#([/_"'-]{0,2}[ \t]{0,2}$/iu
const sign = /[#\u2116@][ \t]?$/u
const callAfter =
  /^[\s\-(,:/]{0,4}(?:office|fax|mobile|cell|home|work|phone|tel|mobil|privat|b\u00fcro|bureau|casa|oficina|direct|whatsapp)(?!\p{L})/iu

/** Answers what the words around the numbers of one text say, asked in ascending order: linear in the text. */
export class Sayings {
  readonly #text: string
  readonly #marks: Mark[] = []
  #read = 0

  constructor(text: string) {
    this.#text = text
  }

  around(start: number, end: number): Saying {
    if (callAfter.test(this.#text.slice(end, end + CODE_REACH))) return 'call'
    this.#readUntil(start)
    const mark = this.#marks.at(-1)
    const between =
      mark === undefined ? '' : this.#text.slice(Math.max(mark.end, start - CALL_REACH - 1), start)
    if (this.#isCalled(mark, between)) return 'call'
    if (sign.test(this.#text.slice(Math.max(0, start - 2), start))) return 'code'
    if (mark?.saying === 'code' && between.length <= CODE_REACH && joiner.test(between)) return 'code'
    return this.#calledBefore(start) ? 'call' : undefined
  }

  /** Words that are too far before the number are not read at all. */
  #readUntil(start: number): void {
    const reach = start - CALL_REACH - MAX_WORD
    if (this.#read < reach) this.#read = reach
    if (!hasLetters(this.#text, this.#read, start)) {
      this.#read = start
      return
    }
    while (this.#read > 0 && this.#read < start && letter.test(this.#text.charAt(this.#read - 1)))
      this.#read++
    if (this.#read >= start) return
    for (const mark of marksIn(this.#text.slice(this.#read, start))) {
      this.#marks.push({ ...mark, end: this.#read + mark.end })
    }
    this.#read = start
  }

  #isCalled(mark: Mark | undefined, between: string): boolean {
    return mark?.saying === 'call' && between.length <= CALL_REACH
  }

  /** A word for a thing that the number does not follow leaves an earlier word to call in force. */
  #calledBefore(start: number): boolean {
    return this.#marks.slice(-4).some(({ saying, end }) => saying === 'call' && start - end <= CALL_REACH)
  }
}

/** Whether there may be letters, or signs for a phone: before `A` are spaces, punctuation and digits only. */
function hasLetters(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (text.charCodeAt(index) >= 65) return true
  return false
}

/** What the words say of a number that follows them. */
export function sayingOfField(words: string): Saying {
  return [...marksIn(words)].at(-1)?.saying
}

function* marksIn(text: string): Iterable<Mark> {
  let previous: Saying | 'possessive'
  let previousEnd = -1
  for (const { index, 0: found } of matchesOf(word, text)) {
    const lower = found.toLowerCase()
    const isNext = index - previousEnd <= 2
    const end = index + found.length
    const saying = sayingOfWord(lower)
    if (saying !== undefined) yield { end, saying }
    else if (numberWords.has(lower) && isNext && previous === 'possessive') yield { end, saying: 'call' }
    if (numberWords.has(lower) && isNext) previous = undefined
    else previous = saying ?? (possessives.has(lower) ? 'possessive' : undefined)
    previousEnd = end
  }
}

function sayingOfWord(lower: string): Saying {
  if (callWords.has(lower)) return 'call'
  if (codeWords.has(lower)) return 'code'
  const stem = lower.slice(0, 5)
  if (callStems.has(stem)) return 'call'
  if (codeStems.has(stem) && lower.length > 6) return 'code'
  return letter.test(lower) ? undefined : 'call'
}
