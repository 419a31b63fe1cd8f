import { existsSync } from 'node:fs'
import { DashbotError } from '../errors'
import type { SqliteDatabase } from '../sqlite/database'
import { linkTarget } from '../sqlite/folder'
import { findEngine } from '../sqlite/open'
import { Slots } from '../sqlite/slots'
import { type DeadLetterFilter, DeadLetters, type DeathCount } from './dead-letters'
import { claimSlot } from './outbox-file'
import type { DeadLetterRow } from './schema'

export interface WaitingMessages {
  readonly messages: number
  readonly bytes: number
  /** When the oldest was captured, ms since the epoch. */
  readonly oldest: number | undefined
}

/** How long a statement waits for a bot that is writing, in ms. */
const BUSY_TIMEOUT_MS = 5_000

/** Looks into an outbox's file from outside, also while a bot uses it. */
export class Inspection {
  readonly #path: string
  readonly #database: SqliteDatabase
  readonly #letters: DeadLetters

  /** @throws DashbotError `ERR_DASHBOT_OUTBOX` where the path is not an outbox's file */
  constructor(path: string) {
    if (!existsSync(path)) throw new DashbotError('ERR_DASHBOT_OUTBOX', `There is no file ${path}`)
    const Database = findEngine()
    // The locks of the bots stand beside the file, not beside a link to it.
    this.#path = linkTarget(path)
    let database: SqliteDatabase | undefined
    try {
      database = new Database(this.#path)
      database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
      this.#letters = new DeadLetters(database, Number.MAX_SAFE_INTEGER)
      this.#database = database
    } catch (cause) {
      database?.close()
      throw new DashbotError('ERR_DASHBOT_OUTBOX', `${path} is not an outbox, or is damaged`, { cause })
    }
  }

  waiting(): WaitingMessages {
    const { messages, bytes } = this.#database
      .prepare('SELECT count(*) AS messages, total(bytes) AS bytes FROM dashbot_message')
      .get() as { messages: number; bytes: number }
    const oldest = this.#database
      .prepare('SELECT captured_at FROM dashbot_message ORDER BY seq LIMIT 1')
      .get() as { captured_at: number } | undefined
    return { messages, bytes, oldest: oldest?.captured_at }
  }

  deaths(): readonly DeathCount[] {
    return this.#letters.count()
  }

  deadLetters(filter: DeadLetterFilter, limit: number): readonly DeadLetterRow[] {
    return this.#letters.list(filter, limit)
  }

  /**
   * Puts dead letters among the waiting messages again, and returns how many. They go to a slot that is free
   * afterwards, so that a bot that runs takes them over like the messages of an ended process.
   */
  requeue(filter: DeadLetterFilter): number {
    const slots = new Slots(this.#path, findEngine())
    const slot = claimSlot(slots, this.#path)
    try {
      return this.#letters.requeue(filter, slot)
    } finally {
      slots.releaseAll()
    }
  }

  close(): void {
    this.#database.close()
  }
}
