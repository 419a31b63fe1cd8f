const SIZE = 256 * 1024

const fill = (part: string): string => part.repeat(Math.ceil(SIZE / part.length)).slice(0, SIZE)

/** Beginnings of what the detectors look for, which never become it, or become it over and over. */
const parts = [
  ...['(', ' 1', '1', '1 ', 'a', '@', '.', '-', ':', '/', '+', '\n1', '\u00a0', '\u200b1', 'é', '一', '😀'],
  ...[
    'a@',
    'a@a.',
    'x@1.',
    `x@${'a'.repeat(254)} `,
    `x@${'1.'.repeat(127)} `,
    '://',
    'a://',
    'www.',
    'ab.com/',
    'a.com',
  ],
  ...[
    'a:',
    '1:',
    '::',
    'fe80:',
    '1.',
    '1-',
    '1.1.1.1.',
    '1.2.3.4 ',
    '+1',
    '(1',
    '(030) ',
    '+49 (0)',
    '0 ',
    '00',
    '0a',
  ],
  ...[
    '4',
    '4111 ',
    '1111 1111 1111 1112 ',
    'AA11',
    'AA11 1111 ',
    'ab12',
    '123-45-6789 ',
    '123 45 678',
    '978-',
  ],
  ...[
    '$1',
    '#1',
    '1,',
    "1'",
    'ISBN ',
    '12/27 ',
    '2026-11-26 ',
    'call 1 ',
    'call 123456 ',
    'order 123456 ',
    'number ',
  ],
  ...[
    'pass:',
    'password is a ',
    'password:password:',
    'user=a ',
    'login:a/',
    'bearer ',
    'eyJaaaaaaaa-',
    'sk-',
  ],
  ...[
    '-----BEGIN PRIVATE KEY-----',
    'Aa ',
    '1 Aa ',
    '1 Aa Aa ',
    'rue ',
    '1 rue ',
    'rue de la Rue ',
    'Straße 1 ',
    'A-',
  ],
  ...['zip ', 'zip 1', '12345 ', '1 Main Street ', 'IL 12345 ', 'po box ', '1 ext ', '[x](', '"', '{"a":"'],
]

/** 256 KiB each. */
export const hostileTexts: ReadonlyMap<string, string> = new Map(parts.map((part) => [part, fill(part)]))

/** 256 KiB of sentences, with what a message may hold now and then. */
export const prose = fill(
  'The committee met again on a quiet morning in November, and nobody had much to say about the weather. ' +
    'Of the 17 birds that had come back to the lake by 26 November 2026, twelve were seen again at 10:30. ' +
    'If you see another one, call 415-555-2671 or write to birds@lake.example; it costs 12.50 a year. ',
)
