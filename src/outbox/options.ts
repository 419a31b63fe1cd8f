import * as v from 'valibot'
import { ConfigError } from '../errors'
import { filledString, objectWith, parseOptions, wholeNumber } from '../internal/options'
import type { SqliteDatabase } from '../sqlite/database'

export interface SqliteOutboxBounds {
  /**
   * What this process's waiting messages may take on disk, in bytes. More is refused, and counted as `outbox_full`.
   * @default 64 MiB
   */
  readonly maxBytes?: number | undefined
  /**
   * What dead letters may take on disk, in bytes; the oldest go first.
   * @default 16 MiB
   */
  readonly maxDeadLetterBytes?: number | undefined
  /**
   * What waits in memory while the disk refuses, in bytes. More is refused, and counted as `queue_full`.
   * @default 16 MiB
   */
  readonly maxMemoryBytes?: number | undefined
}

/** The file of an outbox, or a database that is open already: `node:sqlite`, `libsql`, `better-sqlite3`. */
export type SqliteOutboxOptions = SqliteOutboxBounds &
  (
    | {
        /**
         * Created with its directory if absent, and readable by its owner only. On a local disk. One for each
         * destination: whoever shares it takes over what the others leave.
         */
        readonly path: string
        readonly database?: undefined
      }
    | {
        /**
         * A connection of the outbox's own, since a transaction that others left open would take captured messages
         * with it. It is set to WAL; closing it remains yours. A database in memory keeps nothing.
         */
        readonly database: SqliteDatabase
        readonly path?: undefined
      }
  )

const MIB = 2 ** 20

const schema = v.strictObject({
  path: v.optional(filledString),
  database: v.optional(objectWith<SqliteDatabase>('exec', 'prepare')),
  maxBytes: v.optional(wholeNumber(1), 64 * MIB),
  maxDeadLetterBytes: v.optional(wholeNumber(1), 16 * MIB),
  maxMemoryBytes: v.optional(wholeNumber(1), 16 * MIB),
})

/** @internal */
export type ResolvedOutboxOptions = v.InferOutput<typeof schema>

/**
 * @throws ConfigError that names the option at fault
 * @internal
 */
export function resolveOutboxOptions(options: SqliteOutboxOptions): ResolvedOutboxOptions {
  const resolved = parseOptions('SqliteOutbox', schema, options, "new SqliteOutbox({ path: 'outbox.db' })")
  if ((resolved.path === undefined) === (resolved.database === undefined)) {
    throw new ConfigError('path', 'SqliteOutbox: give either a path, or a database that is open')
  }
  return resolved
}
