import type { SqliteDatabase, SqliteStatement } from '../sqlite/database'
import { CorruptError } from '../sqlite/errors'
import { NextLanes } from './next-lanes'
import { isSoundRow, type OutboxRow, PACKED_MESSAGE, unpackMessage } from './schema'

/** How many lanes are read at once. */
const MAX_LANES = 64
/** How many rows of one lane are read at once. */
const MAX_LANE_ROWS = 16
/** What is read at once, in bytes; one row more where that is reached. */
const MAX_READ_BYTES = 256 * 2 ** 10
/** What is held in memory, in bytes; one reading more where that is reached. */
const MAX_HELD_BYTES = 2 ** 20

/** The oldest row of each lane after a key. The recursion seeks in the index once a lane. */
const READ_LANES = `SELECT ${PACKED_MESSAGE} FROM (
    WITH RECURSIVE lane (seq, conversation, total) AS (
      SELECT * FROM (
        SELECT seq, conversation, bytes FROM dashbot_message WHERE owner = ?1 AND conversation > ?2
        ORDER BY conversation, seq LIMIT 1
      )
      UNION ALL
      SELECT head.seq, head.conversation, lane.total + head.bytes
      FROM lane JOIN dashbot_message AS head ON head.seq = (
        SELECT seq FROM dashbot_message WHERE owner = ?1 AND conversation > lane.conversation
        ORDER BY conversation, seq LIMIT 1
      )
      WHERE lane.total < ${MAX_READ_BYTES} LIMIT ${MAX_LANES}
    )
    SELECT seq FROM lane
  ) AS lane CROSS JOIN dashbot_message ON dashbot_message.seq = lane.seq`

/** The next rows of a lane. Their number and size is found in the index. */
const READ_LANE = `SELECT ${PACKED_MESSAGE} FROM dashbot_message WHERE seq IN (
    SELECT seq FROM (
      SELECT seq, sum(bytes) OVER (ORDER BY seq) - bytes AS before FROM (
        SELECT seq, bytes FROM dashbot_message WHERE owner = ? AND conversation = ? AND seq > ?
        ORDER BY seq LIMIT ${MAX_LANE_ROWS}
      )
    ) WHERE before < ${MAX_READ_BYTES}
  ) ORDER BY seq`

/**
 * Reads messages of one owner before they are asked for, since a statement costs more than a row does: the heads of
 * the lanes that come next, and the next messages of one lane. It holds at most about 1 MiB. Only right while no other
 * owner has messages: it does not know their order. Its reads throw.
 */
export class ReadAhead {
  readonly #owner: number
  /** Up to which `seq` a lane's rows are done with, though they may still be there. */
  readonly #finishedUpTo: (conversation: string) => number
  readonly #readLanes: SqliteStatement
  readonly #readLane: SqliteStatement
  readonly #next = new NextLanes()
  /** The oldest rows of lanes, in order and without a gap. */
  readonly #rows = new Map<string, OutboxRow[]>()
  #bytes = 0

  constructor(database: SqliteDatabase, owner: number, finishedUpTo: (conversation: string) => number) {
    this.#owner = owner
    this.#finishedUpTo = finishedUpTo
    this.#readLanes = database.prepare(READ_LANES)
    this.#readLane = database.prepare(READ_LANE)
  }

  /** true: what is held reaches the bound, and only single rows should be read. */
  get isFull(): boolean {
    return this.#bytes >= MAX_HELD_BYTES
  }

  /** The next lane, or undefined where it has to be read. */
  after(conversation: string): string | undefined {
    return this.#next.after(conversation)
  }

  /** The lane's oldest message, or undefined where it has to be read. */
  head(conversation: string): OutboxRow | undefined {
    return this.#rows.get(conversation)?.[0]
  }

  /** Reads the heads of the next lanes, and returns the first lane. */
  readLanes(conversation: string): string | undefined {
    if (this.isFull) this.clear()
    const heads = this.#readLanes.all(this.#owner, conversation).map(unpackMessage)
    const keys = heads.map((head) => head.conversation)
    if (!heads.every((head) => isSoundRow(head)) || !this.#next.open(conversation, keys)) {
      throw new CorruptError('a lane is out of order')
    }
    for (const head of heads) {
      const isNew = head.seq > this.#finishedUpTo(head.conversation) && !this.#rows.has(head.conversation)
      if (isNew) this.#hold(head.conversation, [head])
    }
    return keys[0]
  }

  /** Reads the next messages of a lane, and returns the oldest. */
  readLane(conversation: string): OutboxRow | undefined {
    const finished = this.#finishedUpTo(conversation)
    const rows = this.#readLane.all(this.#owner, conversation, finished).map(unpackMessage)
    if (!rows.every((row) => isSoundRow(row) && row.conversation === conversation)) {
      throw new CorruptError('a lane has no message')
    }
    if (rows.length > 0) this.#hold(conversation, rows)
    return rows[0]
  }

  /** The lane has one more message, its youngest. */
  added(conversation: string): void {
    this.#next.add(conversation)
  }

  /** The message is done with. */
  finish({ conversation, seq }: OutboxRow): void {
    const lane = this.#rows.get(conversation)
    if (lane?.[0]?.seq !== seq) return
    this.#bytes -= lane.shift()?.bytes ?? 0
    if (lane.length === 0) this.#rows.delete(conversation)
  }

  clear(): void {
    this.#next.close()
    this.#rows.clear()
    this.#bytes = 0
  }

  #hold(conversation: string, rows: OutboxRow[]): void {
    this.#rows.set(conversation, rows)
    for (const { bytes } of rows) this.#bytes += bytes
  }
}
