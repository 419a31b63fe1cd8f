/**
 * One line of CSV (RFC 4180), every cell in quotes. A text that a spreadsheet would run as a formula gets an
 * apostrophe in front of it; controls that a terminal would obey become U+FFFD.
 */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(value: string | number | boolean | null): string {
  if (value === null) return '""'
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value)
  return `"${text.replace(CONTROL, '\ufffd').replaceAll('"', '""')}"`
}

/** Signs that begin a formula, full-width ones too, behind any space or invisible character. */
const FORMULA = /^[\s\p{Cf}\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]|^[\t\r\n]/u

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g
