export type { SqliteDatabase, SqliteStatement, SqliteValue } from '../sqlite/database'
export type { SqliteOutboxBounds, SqliteOutboxOptions } from './options'
export { SqliteOutbox } from './sqlite-outbox'
