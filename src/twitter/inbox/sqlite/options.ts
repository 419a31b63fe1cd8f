import * as v from 'valibot'
import { ConfigError } from '../../../errors'
import { filledString, objectWith, parseOptions } from '../../../internal/options'
import type { SqliteDatabase } from '../../../sqlite/database'

/** The file of an inbox, or a database that is open already: `node:sqlite`, `libsql`, `better-sqlite3`. */
export type SqliteInboxOptions =
  | {
      /** It is created, with its directory, where there is none, and readable by its owner only. On a local disk. */
      readonly path: string
      readonly database?: undefined
    }
  | {
      /**
       * A connection of the inbox's own, since a transaction that others left open would take events with it. It is
       * set to WAL; closing it remains yours. A database in memory keeps nothing.
       */
      readonly database: SqliteDatabase
      readonly path?: undefined
    }

const schema = v.strictObject({
  path: v.optional(filledString),
  database: v.optional(objectWith<SqliteDatabase>('exec', 'prepare')),
})

/**
 * @throws ConfigError that names the option at fault
 * @internal
 */
export function resolveInboxOptions(options: SqliteInboxOptions): v.InferOutput<typeof schema> {
  const resolved = parseOptions('SqliteInbox', schema, options, "new SqliteInbox({ path: 'inbox.db' })")
  if ((resolved.path === undefined) === (resolved.database === undefined)) {
    throw new ConfigError('path', 'SqliteInbox: give either a path, or a database that is open')
  }
  return resolved
}
