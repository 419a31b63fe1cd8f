import { ConfigError, DashbotError } from '../../errors'
import type { SqliteDatabase } from '../../sqlite/database'
import { openDatabase } from '../../sqlite/open'
import { SqliteFile } from '../../sqlite/sqlite-file'
import { APPLICATION_ID, SCHEMA_VERSION, TRACKER_SCHEMA } from '../schema'
import { isLocked } from './lock'

/** How long opening waits for another process that holds the file. */
const OPEN_TIMEOUT_MS = 2_000

/** How long any later statement does. It holds up the whole process, so waiting longer is left to the caller. */
const BUSY_TIMEOUT_MS = 25

/**
 * Opens a tracker's database, and lays out a new one.
 *
 * @throws DashbotError `ERR_DASHBOT_TRACKER` where the file is not a tracker's, of another version, locked, or
 * cannot be opened
 */
export function openTrackerDatabase(path: string, file = trackerFile(path)): SqliteDatabase {
  const database = attempt(path, () => file?.open() ?? openDatabase(path))
  try {
    attempt(path, () => prepare(path, database))
  } catch (error) {
    database.close()
    throw error
  }
  return database
}

/**
 * Opens a database that a tracker of this process has laid out, beside the connection that writes to it.
 *
 * @throws DashbotError `ERR_DASHBOT_TRACKER` where it cannot be opened
 */
export function openTrackerToRead(path: string, file = trackerFile(path)): SqliteDatabase {
  const database = attempt(path, () => file?.open() ?? openDatabase(path))
  database.exec(
    `PRAGMA busy_timeout = ${OPEN_TIMEOUT_MS}; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY`,
  )
  return database
}

/** The guard of the file; undefined for a database in memory. */
export function trackerFile(path: string): SqliteFile | undefined {
  if (path === ':memory:') return undefined
  const kind = { name: 'tracker', applicationId: APPLICATION_ID, table: 'message_slots' }
  return attempt(path, () => new SqliteFile({ owner: 'createTracker', path, kind }))
}

function prepare(path: string, database: SqliteDatabase): void {
  database.exec(`PRAGMA busy_timeout = ${OPEN_TIMEOUT_MS}`)
  const version = number(database, 'PRAGMA user_version')
  if (number(database, 'PRAGMA application_id') !== APPLICATION_ID) {
    if (version !== 0 || number(database, 'SELECT count(*) FROM sqlite_schema') > 0) {
      throw notOurs(path)
    }
    // Has to stand in the file before its first table, so that retention can give space back.
    database.exec('PRAGMA auto_vacuum = INCREMENTAL')
    database.exec(
      `BEGIN; ${TRACKER_SCHEMA} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`,
    )
  } else if (version !== SCHEMA_VERSION) {
    throw refuse(
      `${path} has version ${version} of the tracker's tables, this release needs ${SCHEMA_VERSION}. Export it with the release that wrote it, or give the tracker a new file.`,
    )
  }
  // A crash of the process loses nothing that was answered; NORMAL risks only the last moments before a power cut.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536')
  database.exec('PRAGMA journal_size_limit = 16777216; PRAGMA wal_autocheckpoint = 4000')
  // Whoever only reads lets a tracker open the file; whoever writes does not.
  database.exec('BEGIN IMMEDIATE; ROLLBACK')
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
}

function number(database: SqliteDatabase, sql: string): number {
  const row = database.prepare(sql).get()
  return Number(Object.values(row ?? {})[0])
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof ConfigError && error.message.includes('not a file of the tracker'))
      throw notOurs(path, error)
    if (error instanceof DashbotError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const remedy = isLocked(error) ? ' Another process holds it: end that one, or choose another file.' : ''
    throw refuse(`The tracker cannot open ${path}: ${reason}.${remedy}`, error)
  }
}

function notOurs(path: string, cause?: unknown): DashbotError {
  return refuse(
    `The tracker cannot open ${path}: it is not a tracker's database. Give the tracker a file of its own.`,
    cause,
  )
}

function refuse(message: string, cause?: unknown): DashbotError {
  return new DashbotError('ERR_DASHBOT_TRACKER', message, { cause })
}
