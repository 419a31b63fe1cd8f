import type { SqliteDatabase } from './database'

/**
 * Runs the work in a transaction that holds the write lock from its start. Undone where the work throws.
 *
 * Whatever is written to a file that another process may hold belongs in one: a statement of libsql's that meets a lock
 * outside of a transaction stays open, and no later transaction can commit beside it.
 */
export function transaction<T>(database: SqliteDatabase, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    rollBack(database)
    throw error
  }
}

/** A full disk may have ended the transaction already. */
function rollBack(database: SqliteDatabase): void {
  try {
    database.exec('ROLLBACK')
  } catch {}
}
