/** Separators between two groups of digits, at least one or none needed. */
const s = '[ ./-]{1,3}'
const o = '[ ./-]{0,3}'

const extension = '(?:[ ,]{0,2}(?:x|ext\\.?|extension|dw|durchwahl|poste)[ .:]{0,2}\\d{1,6})?'
const end = '(?![\\p{N}\\p{L}_]|[./-]\\d|,\\d)'

const northAmerica = `(?:\\(\\d{3}\\)${o}|\\d{3}${s})\\d{3}${s}\\d{4}`

const shape = (...alternatives: readonly string[]): RegExp =>
  new RegExp(`(?:${alternatives.join('|')})${extension}${end}`, 'iuy')

/**
 * How phone numbers are written, by the first character; each is a sticky pattern of bounded length. These are
 * phone numbers unless the words around say otherwise.
 */
export const phoneShapes = {
  '+': shape(
    // +1 (415) 555-2671
    `\\+ ?1${o}${northAmerica}`,
    `\\+ ?1${o}\\d{10}`,
    // +49 (0)30 123456, +4930123456, +43 1 58858-0
    `\\+ ?\\d{1,3}(?:${s}\\d(?=${s}))?(?:${o}\\(\\d{1,5}\\)(?:${o}\\d(?=${s}))?|${o}\\d{2,5}){1,6}(?:-\\d)?`,
    `\\+\\d{7,15}`,
  ),
  '(': shape(
    northAmerica,
    // (+49) 30 123456
    `\\(\\+ ?\\d{1,3}\\)(?:${s}\\d(?=${s}))?(?:${o}\\(\\d{1,5}\\)|${o}\\d{2,5}){1,6}`,
    // (88) 684-334, (030) 1234567
    `\\(\\d{2,5}\\)${o}\\d{2,5}(?:${s}\\d{2,5}){1,4}`,
    `\\(\\d{2,5}\\)${o}\\d{5,9}`,
  ),
  '0': shape(
    `001${o}${northAmerica}`,
    northAmerica,
    // 0049 30 123456
    `00[1-9]\\d{0,2}(?:${s}\\(?\\d{1,5}\\)?){2,6}`,
    `00[1-9]\\d{8,13}`,
    // 089 72 63 41, 06-24312407, 0171/5552671
    `0\\d{1,5}(?:${s}\\d{2,8}){1,5}(?:-\\d)?`,
    `0[1-9]\\d{7,10}`,
  ),
  digit: shape(
    `(?:1${o})?${northAmerica}`,
    `1?[2-9]\\d{2}[2-9]\\d{6}`,
    `[2-9]\\d{2}${s}\\d{7}`,
    // Russia: 8 (916) 123-45-67
    `[78]${o}\\(?\\d{3}\\)?${o}\\d{3}${s}\\d{2}${s}\\d{2}`,
    // Brazil: 11 91234-5678. China: 138 1234 5678. India: 98765 43210
    `\\d{2}${s}9\\d{4}${s}\\d{4}`,
    `1[3-9]\\d${s}\\d{4}${s}\\d{4}`,
    `1[3-9]\\d{9}`,
    `[6-9]\\d{4}[ -]\\d{5}`,
    // Three fours (India's personal number is written so too), four pairs, three triples
    `(?!(?:19|20)\\d\\d[ -](?:19|20)\\d\\d)\\d{4}(?<four>[ -])\\d{4}\\k<four>\\d{4}(?![ -]\\d)`,
    `\\d{2}(?<pair>[-. ])\\d{2}\\k<pair>\\d{2}\\k<pair>\\d{2}(?![ .]?\\d)`,
    `\\d{3}-\\d{3}-\\d{3}`,
  ),
} as const

/** Digits in groups: a phone number where the words around say so. */
export const numberRun = new RegExp(
  `\\(?\\d{1,12}\\)?(?:[ ./-]{1,3}\\(?\\d{1,8}\\)?){0,6}${extension}(?![\\p{N}\\p{L}_])`,
  'iuy',
)
