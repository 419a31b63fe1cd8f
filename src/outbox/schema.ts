import { types } from 'node:util'
import { crc32 } from 'node:zlib'
import type { SqliteFileKind } from '../sqlite/file-kind'
import { type Envelope, type EnvelopeFields, SerializedEnvelope } from '../wire/envelope'
import type { PayloadType } from '../wire/types'

/** The id: the letters "dbob". */
export const OUTBOX_FILE: SqliteFileKind = {
  name: 'outbox',
  applicationId: 0x64626f62,
  table: 'dashbot_message',
}

/**
 * `seq` orders the messages of every process that shares the file; `owner` is the slot of the one that delivers.
 * The index finds the next lane, and a lane's head, with one seek each however many messages wait; it holds `bytes`,
 * so that counting reads no message.
 *
 * `position` of a dead letter is the sum of the bytes before it: the oldest go with one range delete.
 */
export const OUTBOX_SCHEMA = `
  CREATE TABLE IF NOT EXISTS dashbot_message (
    seq INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    conversation TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    captured_at INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS dashbot_message_lane ON dashbot_message (owner, conversation, seq, bytes);
  CREATE TABLE IF NOT EXISTS dashbot_dead_letter (
    position INTEGER PRIMARY KEY,
    reason TEXT NOT NULL,
    status INTEGER,
    died_at INTEGER NOT NULL,
    conversation TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    captured_at INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
`

/** An envelope's columns, the same in both tables. */
export interface EnvelopeColumns {
  readonly conversation: string
  readonly bytes: number
  readonly id: string
  readonly type: string
  readonly captured_at: number
  readonly checksum: number
  readonly json: string
}

export interface OutboxRow extends EnvelopeColumns {
  readonly seq: number
  readonly owner: number
}

export interface DeadLetterRow extends EnvelopeColumns {
  readonly position: number
  readonly reason: string
  readonly status: number | null
  readonly died_at: number
}

export const ENVELOPE_COLUMNS = 'conversation, bytes, id, type, captured_at, checksum, json'

/**
 * How a column is read: a text as its bytes, a number as such, whatever a damaged file holds in their place. Where it
 * holds no valid text, a library may end the process.
 */
const textColumn = (name: string): string => `CAST(${name} AS BLOB) AS ${name}`
export const numberColumn = (name: string): string => `CAST(${name} AS INTEGER) AS ${name}`

const READ_ENVELOPE = [
  ...['conversation', 'id', 'type', 'json'].map(textColumn),
  ...['bytes', 'captured_at', 'checksum'].map(numberColumn),
]

/** The columns of a `OutboxRow`, to read. */
export const READ_MESSAGE = [...['seq', 'owner'].map(numberColumn), ...READ_ENVELOPE].join(', ')

/** The columns of a `DeadLetterRow`, to read. */
export const READ_LETTER = [
  ...['position', 'status', 'died_at'].map(numberColumn),
  textColumn('reason'),
  ...READ_ENVELOPE,
].join(', ')

/** A whole row as one value, since each value costs a call: numbers between spaces, then texts, which have no NUL. */
export const PACKED_MESSAGE = `CAST(
  ${['seq', 'owner', 'bytes', 'captured_at', 'checksum'].map((name) => `dashbot_message.${name}`).join(" || ' ' || ")} || x'00' || dashbot_message.conversation || x'00' || id || x'00' ||
  type || x'00' || json AS BLOB
) AS message`

/** @param packed a row of `PACKED_MESSAGE`; of a damaged one `isSoundRow`, or the checksum, is wrong */
export function unpackMessage(packed: unknown): OutboxRow {
  const [numbers = '', conversation = '', id = '', type = '', ...json] = String(
    toText(Object(packed).message),
  ).split('\0')
  const [seq = 0, owner = 0, bytes = 0, captured_at = 0, checksum = 0] = numbers.split(' ').map(Number)
  return { seq, owner, conversation, bytes, id, type, captured_at, checksum, json: json.join('\0') }
}

/** false: the row cannot be one of ours, so that the file is damaged. */
export const isSoundRow = ({ seq, bytes }: OutboxRow): boolean => Number.isSafeInteger(seq) && bytes > 0

/** A row that was read as bytes, with its texts. */
export function withTexts<Row>(row: object): Row {
  const values = Object.entries(row).map(([column, value]) => [column, toText(value)])
  return Object.fromEntries(values)
}

/** Libraries give bytes as one or the other. */
function toText(value: unknown): unknown {
  if (types.isAnyArrayBuffer(value)) return Buffer.from(value).toString()
  if (types.isUint8Array(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString()
  return value
}

/** What a row takes beside its JSON: the other columns, the index, the page's slack. */
const ROW_OVERHEAD_BYTES = 256

export const rowBytes = (json: string): number => Buffer.byteLength(json) + ROW_OVERHEAD_BYTES

export function toColumns(envelope: Envelope): EnvelopeColumns {
  const { conversation, id, type, capturedAt, json } = envelope
  return {
    conversation,
    bytes: rowBytes(json),
    id,
    type,
    captured_at: capturedAt,
    checksum: checksum({ conversation, id, type, capturedAt, json }),
    json,
  }
}

/** The envelope as it was stored, or undefined where the row is damaged: then it may hold anything. */
export function rowToEnvelope(row: EnvelopeColumns): Envelope | undefined {
  const { conversation, id, type, captured_at: capturedAt, json } = row
  if (typeof json !== 'string') return undefined
  const fields = { conversation, id, type: type as PayloadType, capturedAt, json }
  return checksum(fields) === row.checksum ? new SerializedEnvelope(fields) : undefined
}

function checksum({ conversation, id, type, capturedAt, json }: EnvelopeFields): number {
  return crc32(json, crc32(`${type} ${capturedAt} ${id} ${conversation}`))
}
