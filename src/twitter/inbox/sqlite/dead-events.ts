import type { SqliteDatabase } from '../../../sqlite/database'
import { transaction } from '../../../sqlite/transaction'
import type { DeadEventFilter, DeathCounts } from '../inspection'
import { DEAD_COLUMNS, type DeadEventRow } from './schema'

/** How many dead letters a file keeps; the oldest go first. */
const MAX_DEAD_EVENTS = 10_000

const MATCHES = 'reason = coalesce(?1, reason) AND key = coalesce(?2, key)'

/** Events that were given up, in an open database. Its methods throw. */
export class DeadEvents {
  readonly #database: SqliteDatabase

  constructor(database: SqliteDatabase) {
    this.#database = database
  }

  /** Moves an event's row among the dead letters. Call it in a transaction. */
  bury(
    seq: number,
    { reason, error }: { readonly reason: string; readonly error?: string | undefined },
  ): void {
    this.#database
      .prepare(
        `INSERT INTO dashbot_inbox_dead (${DEAD_COLUMNS})
         SELECT ?2, ?3, ?4, lane, key, version, received_at, attempts, json FROM dashbot_inbox_event WHERE seq = ?1`,
      )
      .run(seq, reason, error ?? null, Date.now())
    this.#database
      .prepare(
        'DELETE FROM dashbot_inbox_dead WHERE position <= (SELECT max(position) FROM dashbot_inbox_dead) - ?',
      )
      .run(MAX_DEAD_EVENTS)
  }

  count(): DeathCounts {
    return this.#database
      .prepare(
        'SELECT reason, count(*) AS events FROM dashbot_inbox_dead GROUP BY reason ORDER BY events DESC, reason',
      )
      .all() as unknown as DeathCounts
  }

  /** The newest ones, the newest first. */
  list({ reason, key }: DeadEventFilter, limit: number): readonly DeadEventRow[] {
    return this.#database
      .prepare(
        `SELECT position, ${DEAD_COLUMNS} FROM dashbot_inbox_dead WHERE ${MATCHES} ORDER BY position DESC LIMIT ?3`,
      )
      .all(reason ?? null, key ?? null, limit) as DeadEventRow[]
  }

  /** Moves dead letters behind the waiting events, in the order in which they died, and returns how many. */
  requeue({ reason, key }: DeadEventFilter, owner: number): number {
    return transaction(this.#database, () => {
      const { changes } = this.#database
        .prepare(
          `INSERT INTO dashbot_inbox_event (owner, lane, key, version, received_at, attempts, failures, json)
           SELECT ?3, lane, key, version, received_at, 0, 0, json FROM dashbot_inbox_dead WHERE ${MATCHES} ORDER BY position`,
        )
        .run(reason ?? null, key ?? null, owner)
      this.#database
        .prepare(`DELETE FROM dashbot_inbox_dead WHERE ${MATCHES}`)
        .run(reason ?? null, key ?? null)
      return Number(changes)
    })
  }
}
