/**
 * What was captured survives the process.
 *
 * @module botbuilder-dashbot/outbox
 */

export type { SqliteDatabase, SqliteStatement, SqliteValue } from '../sqlite/database'
export type { SqliteOutboxBounds, SqliteOutboxOptions } from './options'
export { SqliteOutbox } from './sqlite-outbox'
