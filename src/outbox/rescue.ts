import { existsSync, renameSync, rmSync } from 'node:fs'
import type { SqliteDatabase } from '../sqlite/database'
import type { SqliteConstructor } from '../sqlite/open'
import { copyWithNewFirstPage, removeCopy } from './first-page'
import type { MessageStore } from './message-store'
import { salvage } from './salvage'
import { type DeadLetterRow, type OutboxRow, READ_LETTER, READ_MESSAGE, rowToEnvelope } from './schema'

/** Renames a database with its log, and returns its new path. */
export function setAside(path: string): string {
  const aside = `${path}.corrupt-${new Date().toISOString().replaceAll(':', '-')}`
  move(path, aside)
  return aside
}

/** Undoes `setAside`. */
export function bringBack(aside: string, path: string): void {
  move(aside, path)
}

function move(from: string, to: string): void {
  renameSync(from, to)
  if (existsSync(`${from}-wal`)) renameSync(`${from}-wal`, `${to}-wal`)
  rmSync(`${from}-shm`, { force: true })
}

/** Copies what can be read of a damaged file. Returns how many messages are lost, as far as the file still tells. */
export function rescue(path: string, Database: SqliteConstructor, into: MessageStore): number {
  const copy = `${path}.copy`
  const lost = rescueFrom(path, Database, into)
  if (lost !== undefined) return lost
  try {
    copyWithNewFirstPage(path, copy, Database)
    return rescueFrom(copy, Database, into) ?? 1
  } finally {
    removeCopy(copy)
  }
}

/** Undefined where the file is no database, or one without messages. */
function rescueFrom(path: string, Database: SqliteConstructor, into: MessageStore): number | undefined {
  const database = new Database(path)
  try {
    database.prepare('SELECT seq FROM dashbot_message LIMIT 0').get()
  } catch {
    database.close()
    return undefined
  }
  try {
    return into.transaction(() => {
      const lost = rescueMessages(database, into)
      orElse(undefined, () => rescueDeadLetters(database, into))
      return lost
    })
  } finally {
    database.close()
  }
}

function rescueMessages(database: SqliteDatabase, into: MessageStore): number {
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
      into.restore(step.value)
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
