import type { Finding } from './finding'

const candidate = /(?<![\p{L}\p{N}])[a-z]{2}\d{2}(?:[ .-]{0,2}[a-z0-9]){11,30}/giu

/** IBANs in groups or not: the country's length as ibantools knows it, and right check digits. */
export function findIbans(text: string): readonly Finding[] {
  const found: Finding[] = []
  candidate.lastIndex = 0
  for (let match = candidate.exec(text); match !== null; match = candidate.exec(text)) {
    const { index } = match
    const length = ibanLength(
      match[0],
      /\biban\W{0,4}(?:is\s|:)?\s{0,2}$/i.test(text.slice(Math.max(0, index - 12), index)),
    )
    candidate.lastIndex = length === 0 ? index + 2 : index + length
    if (length > 0) found.push({ kind: 'iban', start: index, end: index + length })
  }
  return found
}

/** How many characters of the candidate are an IBAN; 0 for none. */
function ibanLength(text: string, isNamed: boolean): number {
  const characters = charactersIn(text.slice(0, 2).toUpperCase())
  const written = characters === undefined ? 0 : writtenLength(text, characters)
  return written > 0 && (isNamed || passesMod97(text.slice(0, written))) ? written : 0
}

function charactersIn(country: string): number | undefined {
  const { countrySpecs }: typeof import('ibantools') = require('ibantools')
  return countrySpecs[country]?.chars ?? undefined
}

/** Where so many letters and digits end; 0 where there are fewer, or the word goes on. */
function writtenLength(text: string, characters: number): number {
  let left = characters
  for (let index = 0; index < text.length; index++) {
    if (/[a-z0-9]/i.test(text.charAt(index))) left--
    if (left === 0) return /[a-z0-9]/i.test(text.charAt(index + 1)) ? 0 : index + 1
  }
  return 0
}

/** The check digits of an IBAN, ISO 13616: letters count from A = 10, the remainder by 97 is 1. */
function passesMod97(written: string): boolean {
  const compact = written.replace(/[^a-z0-9]/gi, '')
  let remainder = 0
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}
