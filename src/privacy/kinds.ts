/** What `redactText` finds by itself. */
export const personalDataKinds = [
  'email',
  'phone',
  'card',
  'iban',
  'ip',
  'url',
  'credentials',
  'ssn',
  'zip',
] as const

export type PersonalDataKind = (typeof personalDataKinds)[number]

/** A kind of data of your own. */
export interface PersonalDataPattern {
  /** Stands in the replacement: `[ticket]`. */
  readonly kind: string
  /**
   * Each match is a candidate, with the flag `g` and without it. It runs in linear time on re2js: lookbehind is
   * supported; lookahead, back references, the flags `y` and `v`, and repetitions over 1000 are not.
   */
  readonly pattern: RegExp
  /** The leading part of a candidate that is personal data, by its check digits for example; '' for no part. */
  readonly confirm?: ((candidate: string) => string) | undefined
}
