/**
 * One line of CSV (RFC 4180), every cell in quotes. A text that a spreadsheet would run as a formula gets an
 * apostrophe in front of it.
 */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(value: string | number | boolean | null): string {
  if (value === null) return '""'
  const text =
    typeof value === 'string' && /^[\s]*[=+\-@]|^[\t\r\n]/.test(value) ? `'${value}` : String(value)
  return `"${text.replaceAll('"', '""')}"`
}
