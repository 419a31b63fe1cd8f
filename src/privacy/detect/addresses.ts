import { type Finding, inOrder, matchesOf } from './finding'

const name = "[\\p{L}\\p{M}0-9.'\u2019-]{1,30}"
const proper = "\\p{Lu}[\\p{L}\\p{M}.'\u2019-]{0,30}"

const englishTypes =
  'street|st|road|rd|avenue|ave|drive|dr|lane|ln|boulevard|blvd|highway|hwy|parkway|pkwy|terrace|crescent|close|court|ct|circle|cir|square|sq|loop|way|place|pl|trail|alley|row|mews|quay'
/** Words for streets that are little else, whatever their case. */
const plainTypes = 'street|road|avenue|ave|boulevard|blvd|lane|drive|highway|parkway'
const unit =
  '(?:[, ]{1,3}(?:apt|apartment|suite|ste|unit|flat|floor|fl|room|rm|bldg|building|#)\\.?\\s{0,2}[\\p{L}\\p{N}-]{1,6})?'

/** 12 Main Street Apt. 4 */
const english = new RegExp(
  `(?<![\\p{L}\\p{N}_.,$\u20ac\u00a3-])\\d{1,6}(?:-\\d{1,4})?\\p{L}?[ ,]{1,2}(?:(?:[NSEW]|North|South|East|West)\\.? )?(?:${proper} ){1,4}(?:${capitalized(englishTypes)})(?!\\p{L})\\.?${unit}`,
  'gu',
)
const lowerCase = new RegExp(
  `(?<![\\p{L}\\p{N}_.,$\u20ac\u00a3-])\\d{1,6}\\p{L}? (?!(?:of|the|a|an|more|miles?|hours?|minutes?|years?|days?|weeks?|months?|times|people|percent|km|meters?|feet|yards?|blocks?|cars?|lanes?|way)\\b)(?:${name} ){1,2}(?:${plainTypes})(?!\\p{L})\\.?${unit}`,
  'giu',
)

/** Hauptstra\u00dfe 12a, Keizersgracht 123: a word with this ending, or this word by itself, before a number. */
const numberLast =
  /(?<!\p{L})\p{Lu}[\p{L}-]{1,40}(?=\.?(?: [\p{L}.]{1,20})?[ ,]{1,2}(?:Nr\.? ?)?\d)(?<=[Ss]tra\u00dfe|[Ss]trasse|[Ss]tr|[Ww]eg|[Aa]llee|[Gg]asse|[Pp]latz|[Dd]amm|[Uu]fer|[Ss]traat|[Ll]aan|gracht|[Pp]lein|kade|vej|gade|gatan|v\u00e4gen|veien|gata|katu|tie|utca)\.?[ ,]{1,2}(?:Nr\.? ?)?\d{1,4} ?[a-z]?(?![\p{L}\p{N}]|[.,]\d)/gu
/** The words before it that belong to the name: Lange Gasse, An der Alster Allee. */
const nameBefore = /(?:(?<!\p{L})\p{Lu}[\p{L}.-]{0,20} (?:(?:der|den|dem|am|de|van|het) ){0,2}){1,2}$/u

const romanceTypes =
  'rue|avenue|av\\.?|boulevard|bd\\.?|chemin|impasse|quai|place|via|viale|corso|piazza|vicolo|largo|calle|c/|avenida|avda\\.?|paseo|plaza|carrer|rua|travessa|pra\u00e7a|ul\\.|ulica|aleja|\u0443\u043b\\.?|\u0443\u043b\u0438\u0446\u0430|\u043f\u0440\\.?|\u043f\u0440\u043e\u0441\u043f\u0435\u043a\u0442'
const romanceName =
  "(?:(?:de|du|des|la|le|les|del|della|delle|dei|di|do|da|dos|das|d'|l'|el|los|las|san|santa|saint|sainte)[ ]?){0,3}"

/** 12 bis rue de la Paix */
const numberFirst = new RegExp(
  `(?<![\\p{L}\\p{N}_.,])\\d{1,5}(?: ?(?:bis|ter))?,? (?:${romanceTypes}) ${romanceName}${proper}(?:[ -]${romanceName}${proper}){0,4}`,
  'giu',
)
/** Via Roma 3, Calle Mayor, 5, \u0443\u043b. \u041b\u0435\u043d\u0438\u043d\u0430, 5 */
const romance = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${romanceTypes}) ?${romanceName}${proper}(?:[ -]${romanceName}${proper}){0,4}(?:,| n[.\u00ba\u00b0]?|, \u0434\\.)? ?\\d{1,4}(?![\\p{L}\\p{N}]|[.,]\\d)`,
  'giu',
)
const postBox =
  /(?<![\p{L}\p{N}])(?:p\.? ?o\.? ?box|postfach|apartado|bo\u00eete postale|postbus|psc \d{1,5},? box|unit \d{1,5},? box)[ :#]{0,3}\d{1,8}/giu

const states =
  'A[KLRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]|A[AEP]'
const codes = [
  // Am Alten Markt 5, 50667 K\u00f6ln: after a house number, before a town
  /(?<=\p{L} \d{1,4}[a-z]?, )\d{4,5}(?= \p{Lu}\p{L})/gu,
  // Illinois: IL 62704-1234. Puerto Rico's begin with 00, and PR 12345 is a pull request
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${states}|PR(?=,? {1,2}00)),? {1,2}\\d{5}(?:-\\d{4})?(?![\\p{L}\\p{N}]|-\\d)`,
    'gu',
  ),
  // Britain, Canada
  /(?<![\p{L}\p{N}])[A-Z]{1,2}\d[A-Z\d]? \d(?![GMTK]B(?!\p{L}))[ABD-HJLNP-UW-Z]{2}(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d(?![\p{L}\p{N}])/gu,
]

const namedCode =
  /(?<!\p{L})(?:zip|zip ?codes?|postal ?codes?|post ?codes?|plz|postleitzahl|code postal|c\u00f3digo postal|codice postale|cap|cep|postnummer|\u0438\u043d\u0434\u0435\u043a\u0441)(?:\s{0,2}(?:is|ist|est|es|\u00e8|:|=|#)){0,2}\s{0,2}(\d{3,6}(?:[ -]\d{2,4}|[ -]?[a-z]{2}(?!\p{L}))?)(?![\p{L}\p{N}]|[.,]\d)/giu

/** A postal code belongs to the street that it follows or precedes within so many units of text. */
const STREET_REACH = 80
const nearStreet =
  /(?<![\p{L}\p{N}_.,#$\u20ac\u00a3+-])(?:[a-z]{1,2}-)?(?:\d{5}(?:-\d{3,4})?|\d{4}(?: [A-Z]{2}(?!\p{L}))?|\d{3} \d{2}|\d{2}-\d{3}|\d{6})(?=[\s,;.!?)]|$)(?![.,]\d)/giu

/** Postal codes, and the streets with house numbers that they belong to. */
export function findAddresses(text: string): readonly Finding[] {
  const streets = [english, lowerCase, numberFirst, romance, postBox].flatMap((pattern) => all(pattern, text))
  streets.push(...all(numberLast, text).map((street) => withNameBefore(street, text)))
  const found = [...streets, ...codes.flatMap((pattern) => all(pattern, text)), ...namedCodes(text)]
  if (streets.length > 0) found.push(...codesNear(streets, text))
  return inOrder(found)
}

const all = (pattern: RegExp, text: string): Finding[] =>
  matchesOf(pattern, text).map(({ index, 0: { length } }) => ({
    kind: 'zip',
    start: index,
    end: index + length,
  }))

function namedCodes(text: string): Finding[] {
  return matchesOf(namedCode, text).map(({ index, 0: match, 1: code = '' }) => ({
    kind: 'zip',
    start: index + match.length - code.length,
    end: index + match.length,
  }))
}

function withNameBefore(street: Finding, text: string): Finding {
  const before = nameBefore.exec(text.slice(Math.max(0, street.start - 48), street.start))?.[0] ?? ''
  return { ...street, start: street.start - before.length }
}

function codesNear(streets: readonly Finding[], text: string): readonly Finding[] {
  const inOrder = [...streets].sort((one, other) => one.start - other.start)
  let next = 0
  return all(nearStreet, text).filter(({ start, end }) => {
    while (next < inOrder.length && (inOrder[next]?.end ?? 0) + STREET_REACH < start) next++
    const street = inOrder[next]
    return street !== undefined && street.start - STREET_REACH < end
  })
}

function capitalized(words: string): string {
  return words.replace(/(?<=^|\|)\p{L}/gu, (first) => `[${first}${first.toUpperCase()}]`)
}
