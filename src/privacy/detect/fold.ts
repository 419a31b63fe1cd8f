/** The first and the last of some UTF-16 units. */
type Range = readonly [first: number, last: number]

/** Spaces, and characters that nobody sees. */
const spaces: readonly Range[] = [
  [0xa0, 0xa0],
  [0xad, 0xad],
  [0x1680, 0x1680],
  [0x2000, 0x200f],
  [0x202a, 0x202f],
  [0x205f, 0x2064],
  [0x2066, 0x2069],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]

const lineSeparators: Range = [0x2028, 0x2029]

const dashes: readonly Range[] = [
  [0x2010, 0x2015],
  [0x2043, 0x2043],
  [0x2212, 0x2212],
  [0x30fc, 0x30fc],
  [0xfe58, 0xfe58],
  [0xfe63, 0xfe63],
]

/** Digits of the scripts that phones and keyboards offer: Arabic, Persian, Devanagari, Bengali, Thai. */
const digits = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50].map((zero): Range => [zero, zero + 9])

const fullWidth: Range = [0xff01, 0xff5e]

/** ASCII for what is not ASCII. */
const folded = new Map<number, number>()
for (const range of spaces) foldAll(range, () => ' ')
for (const range of dashes) foldAll(range, () => '-')
for (const range of digits) foldAll(range, String)
foldAll(lineSeparators, () => '\n')
foldAll(fullWidth, (place) => String.fromCharCode('!'.charCodeAt(0) + place))

/** @param toAscii Is given the place in the range, from 0. */
function foldAll([first, last]: Range, toAscii: (place: number) => string): void {
  for (let code = first; code <= last; code++) folded.set(code, toAscii(code - first).charCodeAt(0))
}

const LEAST_FOLDED = Math.min(...folded.keys())
const ONE_BYTE = 0xff

/**
 * The text with typographic variants replaced by ASCII, one UTF-16 unit for each, so that offsets stay: spaces and
 * invisible characters become a space, line separators a line break, dashes a hyphen, full-width forms and the digits
 * of other scripts their ASCII counterparts.
 */
export function fold(text: string): string {
  let units: Uint16Array | undefined
  let all = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    const ascii = code < LEAST_FOLDED ? undefined : folded.get(code)
    all |= ascii ?? code
    if (ascii === undefined) continue
    units ??= unitsOf(text)
    units[index] = ascii
  }
  if (units === undefined) return text
  // V8 reads a text of one byte a character faster, and its patterns are compiled already.
  if (all <= ONE_BYTE) return Buffer.from(units).toString('latin1')
  return Buffer.from(units.buffer, units.byteOffset, units.byteLength).toString('utf16le')
}

function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length)
  Buffer.from(units.buffer).write(text, 'utf16le')
  return units
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
