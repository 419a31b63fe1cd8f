import type { DropReason } from '../delivery/accounting'
import type { SqliteDatabase, SqliteStatement } from '../sqlite/database'
import { transaction } from '../sqlite/transaction'
import { type DeadLetterRow, ENVELOPE_COLUMNS, type EnvelopeColumns, READ_LETTER, withTexts } from './schema'

/** Why a message is not delivered. */
export interface Death {
  readonly reason: DropReason
  readonly status?: number | undefined
}

/** Dead letters of one cause. */
export interface DeathCount {
  readonly reason: string
  readonly status: number | null
  readonly letters: number
  readonly bytes: number
}

/** Selects dead letters; an empty filter selects all. */
export interface DeadLetterFilter {
  readonly reason?: string | undefined
  readonly id?: string | undefined
}

const MATCHES = 'reason = coalesce(?1, reason) AND id = coalesce(?2, id)'

/** A letter that was found damaged cannot be sent, only looked at. */
const SENDABLE = `${MATCHES} AND reason <> 'outbox_corrupt'`

const END = '(SELECT position + bytes FROM dashbot_dead_letter ORDER BY position DESC LIMIT 1)'

/** Messages that were given up, with the reason: the newest ones, up to a sum of bytes. Its methods throw. */
export class DeadLetters {
  readonly #database: SqliteDatabase
  readonly #maxBytes: number
  readonly #insert: SqliteStatement
  readonly #prune: SqliteStatement
  readonly #restore: SqliteStatement

  constructor(database: SqliteDatabase, maxBytes: number) {
    this.#database = database
    this.#maxBytes = maxBytes
    this.#insert = database.prepare(
      `INSERT INTO dashbot_dead_letter (position, reason, status, died_at, ${ENVELOPE_COLUMNS})
       VALUES (coalesce(${END}, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#prune = database.prepare(`DELETE FROM dashbot_dead_letter WHERE position < ${END} - ?`)
    this.#restore = database.prepare(
      `INSERT OR IGNORE INTO dashbot_dead_letter (position, reason, status, died_at, ${ENVELOPE_COLUMNS})
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  add({ conversation, bytes, id, type, captured_at, checksum, json }: EnvelopeColumns, death: Death): void {
    const { reason, status = null } = death
    this.#insert.run(
      ...[reason, status, Date.now()],
      ...[conversation, bytes, id, type, captured_at, checksum, json],
    )
    this.#prune.run(this.#maxBytes)
  }

  /** Puts a letter back where it was. */
  restore(letter: DeadLetterRow): void {
    const { position, reason, status, died_at, conversation, bytes, id, type, captured_at, checksum, json } =
      letter
    this.#restore.run(
      ...[position, reason, status, died_at],
      ...[conversation, bytes, id, type, captured_at, checksum, json],
    )
  }

  count(): readonly DeathCount[] {
    return this.#database
      .prepare(
        `SELECT reason, status, count(*) AS letters, total(bytes) AS bytes FROM dashbot_dead_letter
         GROUP BY reason, status ORDER BY letters DESC`,
      )
      .all() as DeathCount[]
  }

  /** The newest ones, the newest first. */
  list({ reason, id }: DeadLetterFilter, limit: number): readonly DeadLetterRow[] {
    return this.#database
      .prepare(
        `SELECT ${READ_LETTER} FROM dashbot_dead_letter
         WHERE ${MATCHES} ORDER BY dashbot_dead_letter.position DESC LIMIT ?`,
      )
      .all(reason ?? null, id ?? null, limit)
      .map((row) => withTexts(Object(row)))
  }

  /** Moves letters back among the messages, in the order in which they died, and returns how many. */
  requeue({ reason, id }: DeadLetterFilter, owner: number): number {
    return transaction(this.#database, () => {
      const { changes } = this.#database
        .prepare(
          `INSERT INTO dashbot_message (owner, ${ENVELOPE_COLUMNS})
           SELECT ?3, ${ENVELOPE_COLUMNS} FROM dashbot_dead_letter WHERE ${SENDABLE} ORDER BY position`,
        )
        .run(reason ?? null, id ?? null, owner)
      this.#database
        .prepare(`DELETE FROM dashbot_dead_letter WHERE ${SENDABLE}`)
        .run(reason ?? null, id ?? null)
      return Number(changes)
    })
  }
}
