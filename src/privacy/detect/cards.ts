import { isDigit, ZERO } from './digits'
import { type Finding, matchesOf } from './finding'

/**
 * First digits of the issuers and their lengths, ISO/IEC 7812 and the schemes' own publications: American Express,
 * Diners and JCB; Visa; Mastercard, Maestro and other debit schemes; Discover, UnionPay, RuPay, Mir, Troy, Verve.
 */
const issuers: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|095|[689])/, [14, 16, 19]],
  [/^35/, [16, 19]],
  [/^(?:1800|2131)/, [15]],
  [/^4/, [16, 13, 19]],
  [/^(?:5[1-5]|2[2-7])/, [16]],
  [/^(?:50|5[6-9])/, [16, 12, 13, 14, 15, 17, 18, 19]],
  [/^6/, [16, 12, 13, 14, 15, 17, 18, 19]],
  [/^(?:81|82|9792)/, [16]],
  [/^8699/, [15]],
]

const named =
  /(?:card|visa|master ?card|amex|american express|maestro|debit|karte|carte|tarjeta|carta|cart\u00e3o|kort|kaart|\u043a\u0430\u0440\u0442)[^\n]{0,24}$/iu

/** Digits, with separators between them. */
const run = /\d[\d ./-]{11,}/g
const LEAST_DIGITS = 12
const MAX_SEPARATORS = 3

/** Payment cards: an issuer's first digits and length with a right check digit, or sixteen digits called a card. */
export function findCards(text: string): readonly Finding[] {
  const found: Finding[] = []
  for (const { index, 0: written } of matchesOf(run, text)) {
    let isNamed: boolean | undefined
    const isCalledCard = (): boolean => {
      isNamed ??= named.test(text.slice(Math.max(0, index - 40), index))
      return isNamed
    }
    for (const { digits, places } of groupedDigits(
      written,
      isWord(text, index - 1),
      isWord(text, index + written.length),
    )) {
      for (const [first, last] of cardsAmong(digits, places, isCalledCard)) {
        found.push({
          kind: 'card',
          start: index + (places[first] ?? 0),
          end: index + (places[last] ?? 0) + 1,
        })
      }
    }
  }
  return found
}

const isWord = (text: string, index: number): boolean => /[\p{L}_]/u.test(text.charAt(index))

interface Digits {
  readonly digits: string
  /** Where each digit is in the run. */
  readonly places: readonly number[]
}

/** The digits of a run, divided where many separators follow each other, without groups that touch a letter. */
function groupedDigits(written: string, touchesBefore: boolean, touchesAfter: boolean): readonly Digits[] {
  const parts: number[][] = []
  let places: number[] = []
  let index = touchesBefore ? (/^\d*/.exec(written)?.[0].length ?? 0) : 0
  const end = touchesAfter
    ? written.length - (/\d*$/.exec(written.slice(-40))?.[0].length ?? 0)
    : written.length
  let previous = index
  for (; index < end; index++) {
    if (!isDigit(written.charCodeAt(index))) continue
    if (index - previous > MAX_SEPARATORS + 1 && places.length > 0) {
      parts.push(places)
      places = []
    }
    places.push(index)
    previous = index
  }
  parts.push(places)
  return parts
    .filter(({ length }) => length >= LEAST_DIGITS)
    .map((places) => ({ digits: digitsBetween(written, places[0], places.at(-1)), places }))
}

const digitsBetween = (text: string, first = 0, last = 0): string =>
  text.slice(first, last + 1).replace(/\D+/g, '')

/** First and last digit of each card. */
function* cardsAmong(
  digits: string,
  places: readonly number[],
  isCalledCard: () => boolean,
): Iterable<readonly [number, number]> {
  const endsGroup = (index: number): boolean => places[index + 1] !== (places[index] ?? 0) + 1
  let start = 0
  while (digits.length - start >= LEAST_DIGITS) {
    const length = cardLength(digits, start, endsGroup, isCalledCard)
    if (length > 0) yield [start, start + length - 1]
    if (length > 0) start += length
    else while (!endsGroup(start++)) {}
  }
}

function cardLength(
  digits: string,
  start: number,
  endsGroup: (index: number) => boolean,
  isCalledCard: () => boolean,
): number {
  const fits = (length: number): boolean => start + length <= digits.length && endsGroup(start + length - 1)
  for (const length of lengthsOf(digits, start)) {
    if (fits(length) && passesLuhn(digits, start, length)) return length
  }
  return fits(16) && isCalledCard() ? 16 : 0
}

function lengthsOf(digits: string, start: number): readonly number[] {
  const first = digits.slice(start, start + 4)
  return issuers.find(([pattern]) => pattern.test(first))?.[1] ?? []
}

/** The check digit of payment cards, ISO/IEC 7812-1 annex B. */
function passesLuhn(digits: string, start: number, length: number): boolean {
  let sum = 0
  for (let index = 0; index < length; index++) {
    const digit = digits.charCodeAt(start + length - 1 - index) - ZERO
    const weighted = index % 2 === 1 ? digit * 2 : digit
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}
