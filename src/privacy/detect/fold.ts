const unusual =
  /[\u00a0\u00ad\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\u1680\u2000-\u2015\u2028-\u202f\u2043\u205f-\u2064\u2066-\u2069\u2212\u3000\u30fc\ufe58\ufe63\ufeff\uff01-\uff5e]/g

const dashes = /[\u2010-\u2015\u2043\u2212\u30fc\ufe58\ufe63]/

/** Offset between the full-width forms and ASCII. */
const FULL_WIDTH = 0xfee0

/** First digits of the decimal scripts that phones and keyboards offer: Arabic, Persian, Devanagari, Bengali, Thai. */
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50] as const

/**
 * The text with typographic variants replaced by ASCII, one UTF-16 unit for each, so that offsets stay: spaces and
 * invisible characters become a space, line separators a line break, dashes a hyphen, full-width forms and the digits
 * of other scripts their ASCII counterparts.
 */
export function fold(text: string): string {
  return text.replace(unusual, (character) => {
    const known = folded.get(character) ?? foldCharacter(character)
    folded.set(character, known)
    return known
  })
}

/** At most as many as there are unusual characters. */
const folded = new Map<string, string>()

function foldCharacter(character: string): string {
  const code = character.charCodeAt(0)
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - FULL_WIDTH)
  if (dashes.test(character)) return '-'
  if (code === 0x2028 || code === 0x2029) return '\n'
  const zero = zeros.find((first) => code >= first && code <= first + 9)
  return zero === undefined ? ' ' : String(code - zero)
}

/** Letters of scripts that put no spaces between words, the words for a phone among them first. */
const unspaced =
  /\u96fb\u8a71|\u643a\u5e2f|\u7535\u8bdd|\u624b\u673a|\uc804\ud654|\ud734\ub300|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g

/** Stands for a word for a phone. */
const PHONE_SIGN = '\u260e'

/** The text with spaces for the letters of Chinese, Japanese and Korean, which end a number as spaces do elsewhere. */
export function separateScripts(text: string): string {
  return text.replace(unspaced, (found) => (found.length > 1 ? PHONE_SIGN.padEnd(found.length) : ' '))
}
