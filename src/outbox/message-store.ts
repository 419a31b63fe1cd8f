import type { SqliteDatabase } from '../sqlite/database'
import { CorruptError } from '../sqlite/errors'
import type { Slots } from '../sqlite/slots'
import { transaction } from '../sqlite/transaction'
import type { Envelope } from '../wire/envelope'
import { DeadLetters, type Death } from './dead-letters'
import { compareKeys } from './lanes'
import { ReadAhead } from './read-ahead'
import { isSoundRow, type OutboxRow, toColumns, unpackMessage, withTexts } from './schema'
import { layOut, type MessageStatements, prepareStatements } from './statements'

/** A message that is done with, though its row may still be there. */
export interface Finished {
  readonly row: OutboxRow
  readonly death: Death | undefined
}

interface Count {
  messages: number
  bytes: number
}

export interface MessageStoreOptions {
  /** Written into the header of the outbox's own file, so that it is known again. */
  readonly applicationId?: number | undefined
  /** Undefined: no other process uses the database. */
  readonly slots: Slots | undefined
  /** Under which this process captures. */
  readonly slot: number
  readonly maxBytes: number
  readonly maxDeadLetterBytes: number
}

/** After so many writes a checkpoint is worth its wait for the disk. */
const CHECKPOINT_AFTER_WRITES = 300

/** With more waiting messages, what comes next in a lane is read with its head. */
const BACKLOG = 64

/** The messages in an open database: those that this process captured, and those it took over. Its methods throw. */
export class MessageStore {
  readonly letters: DeadLetters
  readonly #database: SqliteDatabase
  readonly #slots: Slots | undefined
  readonly #slot: number
  readonly #maxBytes: number
  readonly #statements: MessageStatements
  /** What this process delivers, by owner. */
  readonly #counts = new Map<number, Count>()
  /** Rows that could not be removed yet, by conversation, in order. */
  readonly #finished = new Map<string, Finished[]>()
  #finishedCount = 0
  /** The ids of the last two groups that were removed. */
  #removed: readonly [ReadonlySet<string>, ReadonlySet<string>] = [new Set(), new Set()]
  #owners: readonly number[] = []
  readonly #ahead: ReadAhead
  #seenVersion: number | undefined
  #writes = 0

  constructor(database: SqliteDatabase, options: MessageStoreOptions) {
    const { applicationId, slots, slot, maxBytes, maxDeadLetterBytes } = options
    layOut(database, applicationId)
    this.#database = database
    this.letters = new DeadLetters(database, maxDeadLetterBytes)
    this.#slots = slots
    this.#slot = slot
    this.#maxBytes = maxBytes
    this.#statements = prepareStatements(database)
    this.#ahead = new ReadAhead(database, slot, (conversation) => this.#finishedUpTo(conversation))
    this.#take(slot)
    this.refresh()
  }

  get messages(): number {
    let sum = 0
    for (const { messages } of this.#counts.values()) sum += messages
    return sum
  }

  get bytes(): number {
    let sum = 0
    for (const { bytes } of this.#counts.values()) sum += bytes
    return sum
  }

  /** false: its bound is reached. */
  add(envelope: Envelope): boolean {
    const { conversation, bytes, id, type, captured_at, checksum, json } = toColumns(envelope)
    if (this.bytes + bytes > this.#maxBytes) return false
    this.#statements.insert.run(this.#slot, conversation, bytes, id, type, captured_at, checksum, json)
    this.#add(this.#slot, { messages: 1, bytes })
    this.#ahead.added(conversation)
    this.#writes++
    return true
  }

  /** Stores a message of another file, behind those that are there. */
  append(row: OutboxRow): OutboxRow {
    const { conversation, bytes, id, type, captured_at, checksum, json } = row
    const columns = [this.#slot, conversation, bytes, id, type, captured_at, checksum, json]
    const { lastInsertRowid } = this.#statements.insert.run(...columns)
    this.#add(this.#slot, { messages: 1, bytes })
    return { ...row, seq: Number(lastInsertRowid), owner: this.#slot }
  }

  /** What this process delivers, in order. */
  *waiting(): Iterable<OutboxRow> {
    const finished = new Set(this.finished.map(({ row }) => row.seq))
    for (let cursor = -1, rows = this.#rowsAfter(cursor); rows.length > 0; rows = this.#rowsAfter(cursor)) {
      for (const row of rows) {
        cursor = row.seq
        if (this.#counts.has(row.owner) && !finished.has(row.seq)) yield row
      }
    }
  }

  /** Puts a row back where it was, unless it is there. */
  restore(row: OutboxRow): void {
    const { seq, conversation, bytes, id, type, captured_at, checksum, json } = row
    const columns = [seq, this.#slot, conversation, bytes, id, type, captured_at, checksum, json]
    const { changes } = this.#statements.restore.run(...columns)
    this.#ahead.clear()
    if (Number(changes) > 0) this.#add(this.#slot, { messages: 1, bytes })
  }

  /** Learns of what other processes wrote. */
  refresh(): void {
    const { data_version: version } = this.#statements.dataVersion.get() as { data_version: number }
    if (version === this.#seenVersion) return
    const owners = new Set([this.#slot])
    for (let owner = 0; ; ) {
      const row = this.#statements.nextOwner.get(owner) as { owner: number } | undefined
      if (row === undefined) break
      owner = row.owner
      owners.add(owner)
    }
    this.#owners = [...owners]
    this.#seenVersion = version
    this.#ahead.clear()
  }

  /** Takes over what ended processes left, and lets go of what is drained. Returns how many messages came. */
  adopt(): number {
    const before = this.messages
    for (const owner of this.#owners) {
      if (!this.#counts.has(owner) && this.#slots?.claim(owner) !== false) this.#take(owner)
    }
    const adopted = this.messages - before
    for (const [owner, { messages }] of this.#counts) {
      if (messages > 0 || owner === this.#slot) continue
      this.#counts.delete(owner)
      this.#slots?.release(owner)
      this.#seenVersion = undefined
    }
    if (adopted > 0) this.#ahead.clear()
    return adopted
  }

  /** The next conversation of each owner that this process delivers for, in the order of UTF-8 bytes. */
  after(conversation: string): readonly string[] {
    const known = this.#ahead.after(conversation)
    if (known !== undefined) return [known]
    this.refresh()
    if (!this.#isSoleOwner) return this.#lanesAfter(conversation)
    const next = this.#ahead.readLanes(conversation)
    return next === undefined ? [] : [next]
  }

  /** The conversation's oldest message, or 'elsewhere' where another process is to deliver it. */
  head(conversation: string): OutboxRow | 'elsewhere' | undefined {
    const known = this.#ahead.head(conversation)
    if (known !== undefined) return known
    this.refresh()
    const isBacklog = this.messages > BACKLOG && !this.#ahead.isFull
    return this.#isSoleOwner && isBacklog ? this.#ahead.readLane(conversation) : this.#headOfAny(conversation)
  }

  /**
   * The message is done with: it counts no more, and `removeFinished` removes it. false: it did not count before,
   * since a damaged file showed too few.
   */
  finish(row: OutboxRow, death?: Death): boolean {
    const hasCounted = this.messages > 0
    if (hasCounted) this.#add(row.owner, { messages: -1, bytes: -row.bytes })
    const lane = this.#finished.get(row.conversation)
    if (lane === undefined) this.#finished.set(row.conversation, [{ row, death }])
    else lane.push({ row, death })
    this.#finishedCount += 1
    this.#ahead.finish(row)
    return hasCounted
  }

  /** How many are done with, but still there. */
  get finishedCount(): number {
    return this.#finishedCount
  }

  /** What is done with, but still there. */
  get finished(): readonly Finished[] {
    return [...this.#finished.values()].flat()
  }

  /** Removes what is done with, and writes dead letters, in one transaction. Where it throws, all of it stays to be removed. */
  removeFinished(): void {
    if (this.#finishedCount === 0) return
    const finished = this.finished
    this.transaction(() => {
      for (const { row, death } of finished) {
        if (death !== undefined) this.letters.add(row, death)
      }
      const { changes } = this.#statements.remove.run(JSON.stringify(finished.map(({ row }) => row.seq)))
      if (Number(changes) < finished.length) throw new CorruptError('a message cannot be removed')
    })
    this.#writes += finished.length
    this.#removed = [this.#removed[1], new Set(finished.map(({ row }) => row.id))]
    this.#finished.clear()
    this.#finishedCount = 0
  }

  /** Ids of messages that have arrived, as far as a damaged file may still show them: a removal in it is not reliable. */
  get arrived(): ReadonlySet<string> {
    return new Set([...this.#removed[0], ...this.#removed[1], ...this.finished.map(({ row }) => row.id)])
  }

  transaction<T>(work: () => T): T {
    return transaction(this.#database, work)
  }

  /** Moves what the log holds into the file. For a quiet moment: it waits for the disk. */
  checkpoint(): void {
    this.#statements.checkpoint.get()
    this.#writes = 0
  }

  /** true: a checkpoint is worth its wait. */
  get needsCheckpoint(): boolean {
    return this.#writes >= CHECKPOINT_AFTER_WRITES
  }

  #rowsAfter(seq: number): readonly OutboxRow[] {
    return this.#statements.rows.all(seq).map((row) => withTexts<OutboxRow>(Object(row)))
  }

  /** Nobody else has messages, whose order with ours would have to be kept. */
  get #isSoleOwner(): boolean {
    return this.#owners.length === 1 && this.#counts.size === 1
  }

  #finishedUpTo(conversation: string): number {
    return this.#finished.get(conversation)?.at(-1)?.row.seq ?? 0
  }

  #lanesAfter(conversation: string): readonly string[] {
    const found: string[] = []
    for (const owner of this.#counts.keys()) {
      const row = this.#statements.after.get(owner, conversation)
      if (row === undefined) continue
      const { key } = withTexts<{ key: string }>(Object(row))
      if (!isAfter(key, conversation)) throw new CorruptError('a lane is out of order')
      found.push(key)
    }
    return found
  }

  #headOfAny(conversation: string): OutboxRow | 'elsewhere' | undefined {
    const finished = this.#finishedUpTo(conversation)
    let oldest: OutboxRow | undefined
    for (const owner of this.#owners) {
      const packed = this.#statements.head.get(owner, conversation, finished)
      if (packed === undefined) continue
      const row = unpackMessage(packed)
      if (row.conversation !== conversation || !isSoundRow(row))
        throw new CorruptError('a lane has no message')
      if (oldest === undefined || row.seq < oldest.seq) oldest = row
    }
    if (oldest !== undefined && !this.#counts.has(oldest.owner)) return 'elsewhere'
    return oldest
  }

  #take(owner: number): void {
    const { messages, bytes } = this.#statements.count.get(owner) as Count
    this.#counts.set(owner, { messages, bytes })
  }

  /** A row that was rescued from a damaged file counts for this process's own slot. */
  #add(owner: number, { messages, bytes }: Count): void {
    const count = this.#counts.get(owner) ?? this.#counts.get(this.#slot)
    if (count === undefined) return
    count.messages += messages
    count.bytes += bytes
  }
}

/** What a damaged file gives as text may be anything. */
function isAfter(found: unknown, conversation: string): boolean {
  return typeof found === 'string' && compareKeys(found, conversation) > 0
}
