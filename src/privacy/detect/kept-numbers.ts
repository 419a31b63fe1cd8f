import { type Finding, inOrder, matchesOf } from './finding'

const year = '(?:1[89]|20|21)\\d{2}'
const month = '(?:0?[1-9]|1[0-2])'
const day = '(?:0?[1-9]|[12]\\d|3[01])'
const dates = [
  `${year}([-./])${month}\\1${day}`,
  `(?:${day}([-./])${month}|${month}([-./])${day})(?:\\2|\\3)(?:${year}|\\d{2})`,
  `${day}\\. ?${month}\\. ?${year}`,
  `${year}\\s?-\\s?${year}`,
].join('|')

/** A clock time may follow: `2026-11-26 21:58`, `2026-11-26T21:58:22.123Z`. */
const date = new RegExp(
  `(?<![\\p{L}\\p{N}_+]|\\d[-./])(?:${dates})(?:[T ]{1,2}\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?)?(?![\\p{N}]|[-./]\\d)`,
  'giu',
)

/** A zone and a year may follow, as in X's `created_at`: `Wed Oct 10 20:19:24 +0000 2018`. */
const time =
  /(?<![\p{L}\p{N}:.])\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: [+-]\d{4}(?: (?:19|20)\d\d)?)?(?![\p{N}:])/gu

/** Opening hours with dots: `09.00 - 17.00`. */
const hour = '(?:[01]?\\d|2[0-4])\\.[0-5]\\d'
const hours = new RegExp(`(?<![\\p{L}\\p{N}_+]|\\d[-./])${hour} ?- ?${hour}(?![\\p{N}]|[-./]\\d)`, 'gu')

/** Grouped by dots, commas or apostrophes, or with decimals: `1.299.000,00`, `1'299`, `17.45`. */
const amount =
  /(?<![\p{L}\p{N}_+(]|\d[-./,])\d{1,3}(?:(?:\.\d{3}){1,5}(?:,\d{1,2})?|(?:,\d{3}){1,5}(?:\.\d{1,2})?|(?:'\d{3}){1,5}(?:[.,]\d{1,2})?)(?![\p{L}\p{N}]|[-./,]\d| ?[-/]\d)|(?<![\p{L}\p{N}_+(]|\d[-./,])\d{1,9},\d{1,2}(?![\p{L}\p{N}]|[-./,]\d)/gu

const currency =
  '[$\u20ac\u00a3\u00a5\u20b9\u20bd\u20a9\u20ba]|\\b(?:usd|eur|gbp|chf|jpy|inr|cad|aud|sek|nok|dkk|pln|czk|huf|rub|brl|mxn|rs|kr)\\b'
const unit =
  'dollars?|euros?|pounds?|francs?|yen|rupees|z\u0142|\u20ac|\u0440\u0443\u0431|bytes?|[kmgt]i?b|m?s|k?m|c?m|kg|mah|people|users|followers|views|times|items|points|miles|steps|words|inhabitants|einwohner|habitants?|habitantes|abitanti|kr|eur|usd|gbp|chf|jpy|pln|sek|nok|dkk'
const number = "\\d[\\d .,']{3,24}"

/** With a currency or a unit beside it; shorter numbers look like nothing else. */
const measured = new RegExp(
  `(?:${currency})\\s{0,2}-?${number}|(?<![\\p{L}\\p{N}_+(]|\\d[-./,])(?=${number})\\d{1,9}(?:[ .,']\\d{3}){0,5}(?:[.,]\\d{1,2})?\\s{0,2}(?:[%\u2030\u00b0$\u20ac\u00a3\u00a5]|(?:${unit})(?![\\p{L}\\p{N}]))`,
  'giu',
)

const isbn13 = /(?<![\p{L}\p{N}_])97[89](?:[- ]?\d){10}(?![\p{L}\p{N}_]|-\d)/gu
const isbn10 = /(?<!\p{L})isbn(?:-?10)?\W{0,3}\d(?:[- ]?\d){8}[- ]?[\dX](?![\p{L}\p{N}_]|-\d)/giu

/** Dates, times, amounts and ISBNs: digits that say nothing of a person, whatever else they look like. */
export function findKeptNumbers(text: string): readonly Finding[] {
  const spans = [date, time, hours, amount, measured, isbn10].flatMap((pattern) =>
    matchesOf(pattern, text).map(spanOf),
  )
  spans.push(
    ...matchesOf(isbn13, text)
      .filter(({ 0: written }) => passesEan(written))
      .map(spanOf),
  )
  return inOrder(spans)
}

function spanOf(match: RegExpExecArray): Finding {
  const start = match.index
  return { kind: undefined, start, end: start + match[0].replace(/[ .,']+$/, '').length }
}

/** The check digit of EAN-13, which ISBN-13 shares. */
function passesEan(written: string): boolean {
  const digits = written.replace(/\D/g, '')
  return (
    [...digits].reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0
  )
}
