/** What \s is to JavaScript, as the inside of a character class: re2js knows ASCII spaces only. */
const blank =
  '\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}'
const gap = `[${blank}]`
const word = `[^${blank}]`

const roads = 'street|st|road|rd|avenue|ave|drive|dr|loop|court|ct|circle|cir|lane|ln|boulevard|blvd|way'
const units = 'apt|bldg|dept|fl|hngr|lot|pier|rm|ste|slip|trlr|unit|#'

/** A rule of redact-pii 3.4, as a pattern for re2js. */
export interface RedactPiiRule {
  readonly pattern: string
  readonly ignoreCase: boolean
  /** What redact-pii puts in its place: a later rule may find it. */
  readonly replacement: string
}

/** The rules by which redact-pii removes data where dashbot's package uses it, in their order. */
export const redactPiiRules: readonly RedactPiiRule[] = [
  {
    replacement: 'CREDIT_CARD_NUMBER',
    pattern: '\\d{4}[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}|\\d{4}[ -]?\\d{6}[ -]?\\d{4}\\d?',
    ignoreCase: false,
  },
  {
    replacement: 'STREET_ADDRESS',
    pattern: `\\d+${gap}*(?:\\w+ ){1,2}(?:${roads})\\.?\\b(?:${gap}+(?:${units})\\.? *[a-z0-9-]+\\b)?|P\\.? ?O\\.? *Box +\\d+`,
    ignoreCase: true,
  },
  { replacement: 'ZIPCODE', pattern: '\\b\\d{5}\\b(?:-\\d{4})?\\b', ignoreCase: false },
  {
    replacement: 'PHONE_NUMBER',
    pattern:
      '(?:\\(?\\+?[0-9]{1,2}\\)?[-. ]?)?(?:\\(?[0-9]{3}\\)?|[0-9]{3})[-. ]?(?:[0-9]{3}[-. ]?[0-9]{4}|\\b[A-Z0-9]{7}\\b)',
    ignoreCase: false,
  },
  {
    replacement: 'IP_ADDRESS',
    pattern: '\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-F]{4}(?::[0-9A-F]{4}){5}(?:::|(?::0000)+)',
    ignoreCase: true,
  },
  {
    replacement: 'US_SOCIAL_SECURITY_NUMBER',
    pattern: '\\b\\d{3}[ -.]\\d{2}[ -.]\\d{4}\\b',
    ignoreCase: false,
  },
  { replacement: 'EMAIL_ADDRESS', pattern: '[a-z0-9_.+-]+@\\w+(?:\\.\\w+)*', ignoreCase: true },
  { replacement: 'USERNAME', pattern: `(?:user(?: ?name)?|login): ${word}+`, ignoreCase: true },
  { replacement: 'PASSWORD', pattern: `(?:pass(?:word|phrase)?|secret): ${word}+`, ignoreCase: true },
  {
    replacement: 'CREDENTIALS',
    pattern: `(?:login(?: cred(?:ential)?s| info(?:rmation)?)?|cred(?:ential)?s) ?:${gap}*${word}+${gap}+/?${gap}*${word}+`,
    ignoreCase: true,
  },
  {
    replacement: 'URL',
    pattern: `[^${blank}:/?#]+://[^${blank}/?#]*[^${blank}?#]*(?:\\?[^${blank}#]*)?(?:#${word}*)?`,
    ignoreCase: false,
  },
]

/** What a name follows in a letter, for redact-pii. */
export const salutation = `(?:(?:^|\\.${gap}+)(?:dear|hi|hello|greetings|hey|hey there)|(?:thx|thanks|thank you|regards|best|[a-z]+ly|[a-z]+ regards|all the best|happy [a-z]+ing|take care|have a [a-z]+ (?:weekend|night|day))${gap}*[,.!]*)[${blank}-]*`

/** Capitalized words and initials up to a comma, a full stop or the end of the line. */
export const nameInLetter = /(?: ?(?:[A-Z][a-z]+|[A-Z]\.)){1,40}(?:[,.]|[,.]?$)/my
