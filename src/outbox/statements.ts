import type { SqliteDatabase } from '../sqlite/database'
import { applicationIdOf } from '../sqlite/file-kind'
import { ENVELOPE_COLUMNS, numberColumn, OUTBOX_SCHEMA, PACKED_MESSAGE, READ_MESSAGE } from './schema'

/** How long a statement waits for another process that is writing, in ms. It holds up the bot. */
const BUSY_TIMEOUT_MS = 250
/** In pages. Reached only where no checkpoint came in a quiet moment: it makes one capture wait for the disk. */
const WAL_LIMIT = 4_000
/**
 * Creates the tables if absent. On a file that has them nothing is written, since its disk may be full.
 *
 * @param applicationId for the header of the outbox's own file
 */
export function layOut(database: SqliteDatabase, applicationId: number | undefined): void {
  database.exec(
    `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
     PRAGMA wal_autocheckpoint = ${WAL_LIMIT}; PRAGMA journal_size_limit = ${WAL_LIMIT * 4096}`,
  )
  const isMarked = applicationId === undefined || applicationIdOf(database) === applicationId
  const mark = isMarked ? '' : `PRAGMA application_id = ${applicationId};`
  // The deletion of nothing throws on a file that is read-only, where BEGIN IMMEDIATE does not: what cannot be removed
  // must not be delivered, or every start would deliver it again.
  database.exec(`BEGIN IMMEDIATE; ${OUTBOX_SCHEMA} ${mark} DELETE FROM dashbot_message WHERE 0; COMMIT`)
}

export type MessageStatements = ReturnType<typeof prepareStatements>

/** What a message store asks its database. */
export function prepareStatements(database: SqliteDatabase) {
  return {
    insert: database.prepare(
      `INSERT INTO dashbot_message (owner, ${ENVELOPE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    restore: database.prepare(
      `INSERT OR IGNORE INTO dashbot_message (seq, owner, ${ENVELOPE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    after: database.prepare(
      'SELECT CAST(conversation AS BLOB) AS key FROM dashbot_message WHERE owner = ? AND conversation > ? ORDER BY conversation LIMIT 1',
    ),
    head: database.prepare(
      `SELECT ${PACKED_MESSAGE} FROM dashbot_message WHERE owner = ? AND conversation = ? AND seq > ? ORDER BY seq LIMIT 1`,
    ),
    rows: database.prepare(
      `SELECT ${READ_MESSAGE} FROM dashbot_message WHERE seq > ? ORDER BY dashbot_message.seq LIMIT 100`,
    ),
    remove: database.prepare('DELETE FROM dashbot_message WHERE seq IN (SELECT value FROM json_each(?))'),
    count: database.prepare(
      'SELECT count(*) AS messages, total(bytes) AS bytes FROM dashbot_message WHERE owner = ?',
    ),
    nextOwner: database.prepare(
      `SELECT ${numberColumn('owner')} FROM dashbot_message WHERE owner > ? ORDER BY dashbot_message.owner LIMIT 1`,
    ),
    dataVersion: database.prepare('PRAGMA data_version'),
    checkpoint: database.prepare('PRAGMA wal_checkpoint(PASSIVE)'),
  }
}
