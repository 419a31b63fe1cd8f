import { isUtf8 } from 'node:buffer'
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import type { SqliteDatabase } from './database'
import { isCorrupt } from './errors'
import type { SqliteConstructor } from './open'

/** A kind of SQLite file that this library keeps: the outbox's, the inbox's, the tracker's. */
export interface SqliteFileKind {
  /** For messages, for example `outbox`. */
  readonly name: string
  /** Stored in the file's header by `PRAGMA application_id`, in the transaction that creates the tables. */
  readonly applicationId: number
  /** A table that every file of this kind has, and no other application's. */
  readonly table: string
}

/**
 * - `new`: there is no file, or one without content
 * - `own`: a file of this kind, though parts of it may turn out to be damaged
 * - `damaged`: a file of this kind that SQLite does not open
 * - `foreign`: certainly another application's
 * - `unrecognized`: nothing says whose it is, for example because its first page was overwritten
 */
export type FileOwnership = 'new' | 'own' | 'damaged' | 'foreign' | 'unrecognized'

/** See https://www.sqlite.org/fileformat.html#the_database_header. */
const APPLICATION_ID_OFFSET = 68
/** The schema of our kinds begins on the first page. */
const PAGE_BYTES = 4096
/** How long a process that just creates the file is waited for, in ms. */
const BUSY_TIMEOUT_MS = 250

/**
 * Says whose file is at the path, without changing it. SQLite itself reads the file: to open and close it in any other
 * way would drop the locks that this process holds on it.
 *
 * @throws what SQLite says of a file that cannot be read now
 */
export function ownershipOf(path: string, kind: SqliteFileKind, Database: SqliteConstructor): FileOwnership {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return 'new'
  // Opening a pipe would block.
  if (!stats.isFile()) return 'foreign'
  if (stats.size === 0) return 'new'
  const database = openToRead(path, Database)
  try {
    // In one transaction: another process may create the tables between two reads.
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; BEGIN`)
    const ownership = ownershipByContent(database, kind)
    database.exec('ROLLBACK')
    return ownership
  } catch (error) {
    if (!isCorrupt(error)) throw error
  } finally {
    database.close()
  }
  return ownershipByTraces(path, kind)
}

/** A file without a log is opened for writing: only then does SQLite remove the log that it creates to read. */
function openToRead(path: string, Database: SqliteConstructor): SqliteDatabase {
  const isReadOnly = hasContent(`${path}-wal`)
  return new Database(path, { readOnly: isReadOnly, readonly: isReadOnly })
}

function ownershipByContent(database: SqliteDatabase, kind: SqliteFileKind): FileOwnership {
  const id = applicationIdOf(database)
  if (id === kind.applicationId) return 'own'
  const tables = database.prepare('SELECT name FROM sqlite_schema').all() as { name: string }[]
  const hasOurs = tables.some(({ name }) => name === kind.table)
  if (id === 0 && hasOurs) return 'own'
  if (id === 0 && tables.length === 0 && numberOf(database, 'PRAGMA user_version') === 0) return 'new'
  return hasOurs ? 'unrecognized' : 'foreign'
}

function ownershipByTraces(path: string, { applicationId, table }: SqliteFileKind): FileOwnership {
  const page = readFirstPage(path)
  const marks = [`TABLE ${table}`, `TABLE IF NOT EXISTS ${table}`]
  const hasMark = (content: Buffer): boolean => marks.some((mark) => content.includes(mark))
  const storedId = page.length > PAGE_BYTES / 2 ? page.readInt32BE(APPLICATION_ID_OFFSET) : 0
  if (storedId === applicationId || hasMark(page)) return 'damaged'
  if (hasContent(`${path}-wal`) && hasMark(readFileSync(`${path}-wal`))) return 'damaged'
  return isText(page) || page.toString('latin1', 0, 15) === 'SQLite format 3' ? 'foreign' : 'unrecognized'
}

function readFirstPage(path: string): Buffer {
  const page = Buffer.alloc(PAGE_BYTES)
  const file = openSync(path, 'r')
  try {
    return page.subarray(0, readSync(file, page, 0, PAGE_BYTES, 0))
  } finally {
    closeSync(file)
  }
}

/** Neither a page of a database nor of zeros. */
function isText(content: Buffer): boolean {
  return content.every((byte) => byte >= 0x20 || [0x09, 0x0a, 0x0d].includes(byte)) && isUtf8(content)
}

function hasContent(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0
}

export function applicationIdOf(database: SqliteDatabase): number {
  return numberOf(database, 'PRAGMA application_id')
}

function numberOf(database: SqliteDatabase, pragma: string): number {
  const row = Object(database.prepare(pragma).get())
  return Number(row[pragma.replace('PRAGMA ', '')])
}
