/** A kind of personal data: what may look like it, and what tells for sure. */
export interface PersonalDataPattern {
  /** Stands in the replacement: `[email]`. */
  readonly kind: string
  /** Global; each match is a candidate. */
  readonly pattern: RegExp
  /** The leading part of a candidate that is one indeed, by its checksum for example; empty where none is. */
  readonly confirm?: (candidate: string) => string
}

const digitsOf = (text: string): string => text.replace(/\D/g, '')

/** The check digit of payment cards, ISO/IEC 7812-1 annex B. */
function passesLuhn(candidate: string): boolean {
  const digits = [...digitsOf(candidate)].reverse().map(Number)
  const sum = digits.reduce((total, digit, index) => {
    const weighted = index % 2 === 1 ? digit * 2 : digit
    return total + (weighted > 9 ? weighted - 9 : weighted)
  }, 0)
  return sum % 10 === 0
}

/** The check digits of an IBAN, ISO 13616: letters count from A = 10, the remainder by 97 is 1. */
function passesMod97(candidate: string): boolean {
  const compact = candidate.replace(/\s/g, '').toUpperCase()
  let remainder = 0
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}

/** A word after an IBAN looks like one more group: groups are given back from the end. */
function leadingIban(candidate: string): string {
  const groups = candidate.split(' ')
  while (groups.length > 0) {
    const leading = groups.join(' ')
    if (leading.length >= 15 && passesMod97(leading)) return leading
    groups.pop()
  }
  return ''
}

/** E.164 allows 15 digits; fewer than 7 are no subscriber's number. */
function confirmPhone(candidate: string): string {
  const { length } = digitsOf(candidate)
  return length >= 7 && length <= 15 ? candidate : ''
}

/**
 * In the order in which they are looked for: a card or an IBAN is not taken for a phone number.
 * - email: a local part, `@`, a domain with a dot
 * - iban: two letters, two digits, 11 to 30 characters, in groups or not, check digits right
 * - card: 13 to 19 digits, in groups by space or hyphen or not, Luhn digit right
 * - phone: 7 to 15 digits with or without `+`, parentheses, spaces, dots, hyphens, slashes between
 */
export const personalData = {
  email: {
    kind: 'email',
    pattern: /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu,
  },
  iban: {
    kind: 'iban',
    pattern: /\b[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)\b/gi,
    confirm: leadingIban,
  },
  card: {
    kind: 'card',
    pattern: /(?<![\p{L}\p{N}])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}])/gu,
    confirm: (candidate) => (passesLuhn(candidate) ? candidate : ''),
  },
  phone: {
    kind: 'phone',
    pattern: /(?<![\p{L}\p{N}])(?:\+|\(|\d)[\d\s()./-]{5,}\d(?![\p{L}\p{N}])/gu,
    confirm: confirmPhone,
  },
} as const satisfies Record<string, PersonalDataPattern>

export type PersonalDataKind = keyof typeof personalData
