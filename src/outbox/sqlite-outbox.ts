import { clearInterval, setInterval } from 'node:timers'
import { toUSVString } from 'node:util'
import type { DropReason } from '../delivery/accounting'
import type { Outbox, OutboxHost, Outcome } from '../delivery/outbox'
import { ConfigError } from '../errors'
import { openDatabase } from '../sqlite/open'
import { type Envelope, SerializedEnvelope } from '../wire/envelope'
import { Disk, type RowInFlight } from './disk'
import { GivenDatabase } from './given-database'
import { compareKeys, Lanes } from './lanes'
import { type ResolvedOutboxOptions, resolveOutboxOptions, type SqliteOutboxOptions } from './options'
import { OutboxFile } from './outbox-file'
import { Overflow } from './overflow'
import { type OutboxRow, rowToEnvelope, toColumns } from './schema'
import type { StoreSource } from './store-source'

/** A message in flight, with its row where it is on disk. */
interface Taken {
  readonly envelope: Envelope
  row: OutboxRow | undefined
}

/** How often the outbox checks its file, and what other processes left, in ms. A removed file is noticed within 1 s. */
const MAINTENANCE_INTERVAL_MS = 500
/** How long a lane waits for another process that has its next message, in ms. */
const ELSEWHERE_MS = 50

/**
 * Keeps captured messages in a SQLite file until the tracker accepted them. A message is on disk when its capture
 * returns, so a killed process loses nothing; the next one on the same file delivers them, and sends again at
 * most those that were in flight or had arrived a moment ago. (A power cut may take the last moments before it.)
 *
 * - **Several processes may share a file**, up to 16. Each delivers what it captured, in the order of a conversation
 *   across all of them; what an ended process left is taken over within a second by those that run, or by the next to
 *   start. Bounds are for each process.
 * - **Refused and expired messages** become dead letters in the file: `botbuilder-dashbot outbox FILE dead` shows
 *   them, `retry` sends them again.
 * - **A disk that is full, read-only or gone** is reported to the client's `onError`; messages wait in memory
 *   meanwhile, and the disk is tried again every second.
 * - **A file that is removed or replaced** while it is in use is noticed within a second and reported; what waits moves
 *   to a new file at the path.
 * - **Another application's file** at the path is refused with a `ConfigError` and left as it is.
 * - **A damaged file** is renamed to `FILE.corrupt-TIME`, and what can be read of it is kept, though a message that the
 *   damage hid until the repair comes late. The rest is counted as `outbox_corrupt`.
 * - **One file for each destination**: whoever shares a file takes over what the others leave, and sends it where it
 *   sends its own, past hooks that it has itself. An instance serves one client (`ConfigError`), and a second client
 *   of the process on the same file is reported to its `onError`.
 *
 * Works on `node:sqlite` (Node 22.13 and later), else on the optional package `libsql`.
 *
 * @example
 * const client = new DashbotClient({ apiKey, outbox: new SqliteOutbox({ path: 'outbox.db' }) })
 */
export class SqliteOutbox implements Outbox {
  readonly durable = true
  /** Its file without links; undefined where it keeps nothing. */
  readonly file: string | undefined
  readonly #disk: Disk
  readonly #overflow: Overflow
  readonly #lanes: Lanes<Taken>
  #host: OutboxHost | undefined
  #maintenance: NodeJS.Timeout | undefined
  #isClosed = false

  /**
   * @throws ConfigError that names the option at fault
   * @throws MissingPeerError on a Node without SQLite where `libsql` is not installed
   */
  constructor(options: SqliteOutboxOptions) {
    const resolved = resolveOutboxOptions(options)
    this.#overflow = new Overflow(resolved.maxMemoryBytes)
    this.#lanes = new Lanes<Taken>(
      {
        after: (conversation) => this.#after(conversation),
        head: (conversation) => this.#head(conversation),
      },
      () => this.#host?.onReady(),
    )
    const source = sourceOf(resolved)
    this.file = source.file
    this.#disk = new Disk(source, {
      onError: (error) => this.#host?.onError(error),
      onLost: (count) => this.#host?.onDrop('outbox_corrupt', count),
      onRestored: (count) => this.#host?.onRestored(count),
      inFlight: () => this.#rowsInFlight(),
    })
  }

  get size(): number {
    return this.#disk.messages + this.#overflow.size
  }

  /** @throws ConfigError where it was opened before: it serves one client */
  open(host: OutboxHost): number {
    if (this.#host !== undefined) {
      const remedy = 'Give each client an outbox of its own, on a file of its own'
      throw new ConfigError('outbox', `SqliteOutbox: it was given to a client before. ${remedy}`)
    }
    this.#host = host
    const lost = this.#disk.open()
    if (lost > 0) host.onDrop('outbox_corrupt', lost)
    this.#maintenance = setInterval(() => this.#maintain(), MAINTENANCE_INTERVAL_MS)
    this.#maintenance.unref()
    return this.size + lost
  }

  add(envelope: Envelope): DropReason | undefined {
    if (this.#isClosed) return 'closed'
    const storable = withStorableKey(envelope)
    const refusal = this.#store(storable)
    if (refusal === undefined) this.#lanes.offer(storable.conversation)
    return refusal
  }

  next(): Envelope | undefined {
    if (this.#isClosed) return undefined
    const taken = this.#lanes.next()
    if (taken === undefined && this.#lanes.isIdle) this.#disk.foundNothing()
    return taken?.envelope
  }

  settle(envelope: Envelope, outcome: Outcome): void {
    const { conversation } = envelope
    const taken = this.#lanes.taken(conversation)
    if (taken?.envelope !== envelope || this.#isClosed) return
    if (outcome.kind === 'retry' && outcome.delayMs > 0) {
      this.#lanes.silence(conversation, outcome.delayMs)
      return
    }
    if (outcome.kind !== 'retry') this.#finish(taken, outcome)
    this.#lanes.free(conversation)
  }

  /** Tries once more what the disk did not take so far: where that fails it is lost. `size` is what is kept. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#maintenance)
    this.#lanes.close()
    this.#disk.reattach()
    const refused = this.#overflow.drain(
      (envelope) => this.#disk.write((store) => store.add(envelope)) === true,
    )
    const lost = refused + this.#disk.close()
    if (lost > 0) this.#host?.onDrop('shutdown_timeout', lost)
  }

  /** A lane that waits in memory goes on there, so that it keeps its order. */
  #store(envelope: Envelope): DropReason | undefined {
    const isStored = this.#overflow.has(envelope.conversation)
      ? undefined
      : this.#disk.write((store) => store.add(envelope))
    if (isStored === false) return 'outbox_full'
    return isStored || this.#overflow.add(envelope) ? undefined : 'queue_full'
  }

  #finish({ envelope, row }: Taken, outcome: Exclude<Outcome, { kind: 'retry' }>): void {
    const death = outcome.kind === 'dropped' ? outcome : undefined
    if (row !== undefined) {
      this.#disk.finish(row, death)
      return
    }
    this.#overflow.shift(envelope.conversation)
    if (death !== undefined) this.#disk.write((store) => store.letters.add(toColumns(envelope), death))
  }

  #after(conversation: string): string | undefined {
    let first: string | undefined
    for (const found of this.#conversationsAfter(conversation)) {
      if (first === undefined || compareKeys(found, first) < 0) first = found
    }
    return first
  }

  *#conversationsAfter(conversation: string): Iterable<string> {
    yield* this.#disk.read((store) => store.after(conversation)) ?? []
    for (const waiting of this.#overflow.conversations) {
      if (compareKeys(waiting, conversation) > 0) yield waiting
    }
  }

  /** What is on disk is older than what waits in memory. */
  #head(conversation: string): Taken | undefined {
    const row = this.#disk.read((store) => store.head(conversation))
    if (row === 'elsewhere') {
      this.#lanes.silence(conversation, ELSEWHERE_MS)
      return undefined
    }
    if (row === undefined) {
      const envelope = this.#overflow.head(conversation)
      return envelope && { envelope, row }
    }
    const envelope = rowToEnvelope(row)
    if (envelope !== undefined) return { envelope, row }
    this.#disk.finish(row, { reason: 'outbox_corrupt' })
    this.#host?.onDrop('outbox_corrupt', 1)
    return this.#head(conversation)
  }

  #maintain(): void {
    if (!this.#disk.maintain()) return
    this.#lanes.lookAgain()
    this.#host?.onReady()
  }

  *#rowsInFlight(): Iterable<RowInFlight> {
    for (const taken of this.#lanes.inFlight) {
      if (hasRow(taken)) yield taken
    }
  }
}

function hasRow(taken: Taken): taken is Taken & RowInFlight {
  return taken.row !== undefined
}

function sourceOf({ path, database, ...bounds }: ResolvedOutboxOptions): StoreSource {
  if (database !== undefined) return new GivenDatabase(database, bounds)
  if (path === undefined || path === ':memory:') return new GivenDatabase(openDatabase(':memory:'), bounds)
  return new OutboxFile(path, bounds)
}

/** A conversation that SQLite gives back as it was: well-formed, and without NUL, where some libraries end a text. */
function withStorableKey(envelope: Envelope): Envelope {
  const conversation = toUSVString(envelope.conversation).replaceAll('\0', '\uFFFD')
  if (conversation === envelope.conversation) return envelope
  return new SerializedEnvelope({ ...envelope, conversation })
}
