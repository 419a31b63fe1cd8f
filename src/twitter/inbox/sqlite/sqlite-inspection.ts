import { existsSync } from 'node:fs'
import { ConfigError, DashbotError } from '../../../errors'
import type { SqliteDatabase } from '../../../sqlite/database'
import { Slots } from '../../../sqlite/slots'
import { SqliteFile } from '../../../sqlite/sqlite-file'
import type { DeadEvent, DeadEventFilter, DeathCounts, InboxInspection, WaitingEvents } from '../inspection'
import { DeadEvents } from './dead-events'
import { type DeadEventRow, INBOX_FILE } from './schema'

/** How long a statement waits for a bot that is writing, in ms. */
const BUSY_TIMEOUT_MS = 5_000

/** Looks into an inbox's file from outside. */
export class SqliteInspection implements InboxInspection {
  readonly #file: SqliteFile
  readonly #database: SqliteDatabase
  readonly #dead: DeadEvents

  /** @throws DashbotError `ERR_DASHBOT_INBOX` where the path is not an inbox's file */
  constructor(path: string) {
    if (!existsSync(path)) throw new DashbotError('ERR_DASHBOT_INBOX', `There is no file ${path}`)
    this.#file = attempt(path, () => new SqliteFile({ owner: 'inbox', path, kind: INBOX_FILE }))
    this.#database = attempt(path, () => this.#file.open())
    attempt(path, () => {
      this.#database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
      this.waiting()
    })
    this.#dead = new DeadEvents(this.#database)
  }

  waiting(): WaitingEvents {
    const { events, oldest } = this.#database
      .prepare('SELECT count(*) AS events, min(received_at) AS oldest FROM dashbot_inbox_event')
      .get() as { events: number; oldest: number | null }
    return { events, oldest: oldest ?? undefined }
  }

  deaths(): DeathCounts {
    return this.#dead.count()
  }

  dead(filter: DeadEventFilter, limit: number): readonly DeadEvent[] {
    return this.#dead.list(filter, limit).map(toDeadEvent)
  }

  /** They go to a slot that is free afterwards, so that a bot that runs takes them over within a second. */
  retry(filter: DeadEventFilter): number {
    const slots = new Slots(this.#file.target, this.#file.Database)
    const slot = slots.claimFirst()
    if (slot === undefined) {
      throw new DashbotError('ERR_DASHBOT_INBOX', 'Too many processes use the file: try again later')
    }
    try {
      return this.#dead.requeue(filter, slot)
    } finally {
      slots.releaseAll()
    }
  }

  close(): void {
    this.#database.close()
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const reason = cause instanceof ConfigError ? '' : ', or is damaged'
    throw new DashbotError('ERR_DASHBOT_INBOX', `${path} is not a file of an inbox${reason}`, { cause })
  }
}

function toDeadEvent(row: DeadEventRow): DeadEvent {
  const { key, lane, reason, error, attempts, received_at, died_at, json } = row
  return {
    ...{ key, conversation: lane, reason, error: error ?? undefined, attempts },
    ...{ receivedAt: received_at, diedAt: died_at, event: parseJson(json) },
  }
}

/** A damaged record is shown as the text that is left of it. */
function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}
