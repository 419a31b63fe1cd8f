import { isError } from '../errors'

/** Primary result codes, as https://www.sqlite.org/rescode.html numbers them. */
const CORRUPT = 11
const NOT_A_DATABASE = 26

/** Thrown where SQLite noticed nothing, and what it gave cannot be. */
export class CorruptError extends Error {
  readonly code = 'SQLITE_CORRUPT'
}

/** true for what a library of SQLite's throws: damage, a lock, a full disk. */
export function isSqliteError(error: unknown): error is Error {
  return isError(error) && (isCorrupt(error) || /SQLITE/.test(String(Reflect.get(error, 'code'))))
}

/** true where the file's content was found damaged, for example by a number that no column here can hold. */
export function isCorrupt(error: unknown): boolean {
  if (!isError(error)) return false
  const { errcode, code } = error as { errcode?: unknown; code?: unknown }
  if (typeof errcode === 'number') return [CORRUPT, NOT_A_DATABASE].includes(errcode & 0xff)
  if (code === 'ERR_OUT_OF_RANGE') return true
  return /^SQLITE_(CORRUPT|NOTADB)/.test(String(code)) || /malformed|not a database/.test(error.message)
}
