import type { SqliteFileKind } from '../../../sqlite/file-kind'

/** `application_id` in the file's header: the letters "dbin". */
export const INBOX_FILE: SqliteFileKind = {
  name: 'inbox',
  applicationId: 0x6462696e,
  table: 'dashbot_inbox_event',
}

/** `user_version` of the file. */
export const INBOX_SCHEMA_VERSION = 1

/**
 * `seq` orders the events of all processes that share the file; `owner` is the slot of the one that runs their turns.
 * `attempts` counts turns begun, `failures` those that failed. A lane is silent until the delay of its failed turn is over.
 */
export const INBOX_SCHEMA = `
  CREATE TABLE IF NOT EXISTS dashbot_inbox_event (
    seq INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    lane TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS dashbot_inbox_lane ON dashbot_inbox_event (lane, seq);
  CREATE INDEX IF NOT EXISTS dashbot_inbox_owner ON dashbot_inbox_event (owner, seq);
  CREATE TABLE IF NOT EXISTS dashbot_inbox_seen (
    key TEXT PRIMARY KEY,
    seen_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS dashbot_inbox_seen_at ON dashbot_inbox_seen (seen_at);
  CREATE TABLE IF NOT EXISTS dashbot_inbox_silence (
    lane TEXT PRIMARY KEY,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS dashbot_inbox_chat_keys (
    name TEXT PRIMARY KEY,
    keys TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS dashbot_inbox_app (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    id TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS dashbot_inbox_dead (
    position INTEGER PRIMARY KEY,
    reason TEXT NOT NULL,
    error TEXT,
    died_at INTEGER NOT NULL,
    lane TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
`

/** An event's row. */
export interface InboxEventRow {
  readonly seq: number
  readonly lane: string
  readonly key: string
  readonly version: number
  readonly received_at: number
  readonly attempts: number
  readonly failures: number
  readonly json: string
}

export const EVENT_COLUMNS = 'lane, key, version, received_at, attempts, failures, json'

/** A dead letter's row. */
export interface DeadEventRow {
  readonly position: number
  readonly reason: string
  readonly error: string | null
  readonly died_at: number
  readonly lane: string
  readonly key: string
  readonly version: number
  readonly received_at: number
  readonly attempts: number
  readonly json: string
}

export const DEAD_COLUMNS = 'reason, error, died_at, lane, key, version, received_at, attempts, json'
