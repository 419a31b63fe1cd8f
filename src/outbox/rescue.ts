import type { SqliteDatabase } from '../sqlite/database'
import type { SqliteConstructor } from '../sqlite/open'
import type { MessageStore } from './message-store'
import { salvage } from './salvage'
import { type DeadLetterRow, type OutboxRow, READ_LETTER, READ_MESSAGE, rowToEnvelope } from './schema'

/**
 * Copies what can be read of a damaged file, but for what has arrived. Returns how many messages are lost, as far as the file still says: at
 * least one where nothing can be read at all.
 */
export function rescue(
  path: string,
  Database: SqliteConstructor,
  into: MessageStore,
  arrived: ReadonlySet<string>,
): number {
  const database = new Database(path, { defensive: false })
  try {
    if (!isReadable(database)) return 1
    return into.transaction(() => {
      const lost = rescueMessages(database, into, arrived)
      orElse(undefined, () => rescueDeadLetters(database, into))
      return lost
    })
  } finally {
    database.close()
  }
}

function isReadable(database: SqliteDatabase): boolean {
  return orElse(false, () => {
    // Lets SQLite read a file that is shorter than its header says.
    database.exec('PRAGMA writable_schema = ON')
    database.prepare('SELECT seq FROM dashbot_message LIMIT 0').get()
    return true
  })
}

function rescueMessages(database: SqliteDatabase, into: MessageStore, arrived: ReadonlySet<string>): number {
  const expected = orElse(0, () => countMessages(database))
  const rows = salvage<OutboxRow>(database, {
    table: 'dashbot_message',
    key: 'seq',
    columns: READ_MESSAGE,
  })
  let kept = 0
  let damaged = 0
  let step = rows.next()
  for (; !step.done; step = rows.next()) {
    if (rowToEnvelope(step.value) === undefined) damaged++
    else {
      if (!arrived.has(step.value.id)) into.restore(step.value)
      kept++
    }
  }
  return Math.max(expected - kept, damaged + step.value)
}

function rescueDeadLetters(database: SqliteDatabase, into: MessageStore): void {
  const letters = salvage<DeadLetterRow>(database, {
    table: 'dashbot_dead_letter',
    key: 'position',
    columns: READ_LETTER,
  })
  for (const letter of letters) into.letters.restore(letter)
}

/** Reads the index only, which may be sound where the table is not. */
function countMessages(database: SqliteDatabase): number {
  const row = database.prepare('SELECT count(*) AS messages FROM dashbot_message').get()
  return (row as { messages: number }).messages
}

function orElse<T>(otherwise: T, work: () => T): T {
  try {
    return work()
  } catch {
    return otherwise
  }
}
