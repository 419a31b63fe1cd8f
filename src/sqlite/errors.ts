/** Primary result codes, as https://www.sqlite.org/rescode.html numbers them. */
const CORRUPT = 11
const NOT_A_DATABASE = 26

/** true where SQLite found the file's content damaged, or no database at all. */
export function isCorrupt(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { errcode, code } = error as { errcode?: unknown; code?: unknown }
  if (typeof errcode === 'number') return [CORRUPT, NOT_A_DATABASE].includes(errcode & 0xff)
  return /^SQLITE_(CORRUPT|NOTADB)/.test(String(code)) || /malformed|not a database/.test(error.message)
}
