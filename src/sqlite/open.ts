import { closeSync, openSync } from 'node:fs'
import { hasCode, MissingPeerError } from '../errors'
import type { SqliteDatabase } from './database'

/** Options are named after `node:sqlite`; the other libraries ignore what they do not know. */
export type SqliteConstructor = new (path: string, options?: object) => SqliteDatabase

/** A way to get at SQLite. Returns undefined, or throws MODULE_NOT_FOUND, where this process cannot load it. */
export type SqliteEngine = () => SqliteConstructor | undefined

/** Built in without a flag from Node 22.13 on. */
export const nodeSqlite: SqliteEngine = () => {
  const builtin: { DatabaseSync?: SqliteConstructor } | undefined = process.getBuiltinModule('node:sqlite')
  return builtin?.DatabaseSync
}

export const libsql: SqliteEngine = () => require('libsql')

const ENGINES: readonly SqliteEngine[] = [nodeSqlite, libsql]

/**
 * Opens a SQLite file with `node:sqlite` where Node has it, else with `libsql`. A new file is readable by its
 * owner only, and so are the files that SQLite puts beside it. `:memory:` is a database of its own.
 *
 * @throws MissingPeerError where neither can be loaded
 */
export function openDatabase(path: string, engines: readonly SqliteEngine[] = ENGINES): SqliteDatabase {
  const Database = findEngine(engines)
  if (path !== ':memory:') createPrivateFile(path)
  return new Database(path)
}

/** @throws MissingPeerError where no engine can be loaded */
export function findEngine(engines: readonly SqliteEngine[] = ENGINES): SqliteConstructor {
  let cause: unknown
  for (const engine of engines) {
    try {
      const found = engine()
      if (found !== undefined) return found
    } catch (error) {
      if (!hasCode(error, 'MODULE_NOT_FOUND')) throw error
      cause = error
    }
  }
  throw new MissingPeerError(`SQLite on Node ${process.versions.node}`, ['libsql'], { cause })
}

/** An existing file is not even opened: closing it again would drop the locks that SQLite holds in this process. */
function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  }
}
