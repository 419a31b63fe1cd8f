import { clearInterval, setImmediate, setInterval } from 'node:timers'
import { ConfigError } from '../../../errors'
import type { ChatKeyStore } from '../../chat/key-store'
import { delayLeftMs } from '../delay-left'
import type {
  AddedEvents,
  AppIdStore,
  Inbox,
  InboxEvent,
  InboxHost,
  InboxLimits,
  InboxTurn,
  TurnOutcome,
} from '../inbox'
import { TurnLanes } from '../turn-lanes'
import { EndedTurns, type OwnEvent } from './ended-turns'
import { EventDisk } from './event-disk'
import { type EventStore, storable } from './event-store'
import { resolveInboxOptions, type SqliteInboxOptions } from './options'
import type { InboxEventRow } from './schema'
import { EventFile, type EventSource, GivenEvents } from './store-file'

interface WaitingAdd {
  readonly events: readonly InboxEvent[]
  resolve(added: AddedEvents): void
  reject(error: unknown): void
}

/** How often the inbox looks at its file, and for what other processes left, in ms. */
const MAINTAIN_INTERVAL_MS = 1_000
/** After how many of these old events are forgotten. */
const FORGET_EVERY = 60
/** How long a lane waits for another process that has its head, in ms. */
const ELSEWHERE_MS = 50
/** How long a lane waits for a disk that refused, in ms. */
const REFUSED_MS = 1_000
/** The `seq` of a running event whose row was lost. */
const LOST = -1

/**
 * Keeps events in a SQLite file until their turns are over. X gets its 200 once an event is on the disk; the events
 * that come at the same time share one write. After a crash the next process on the file runs what is left, in order;
 * an event whose turn had begun runs again (`turnAttempt`).
 *
 * - **Several processes may share a file**, up to 16. A conversation's turns run one at a time across them; what an
 *   ended process left is taken over within a second by those that run, or by the next to start.
 * - **Failing turns** run up to 3 times, after 1 and 10 seconds, or when X's rate limit ends, in whichever process. Then
 *   the event becomes a dead letter in the file, and so does one within whose turn 20 processes ended:
 *   `botbuilder-dashbot inbox FILE dead` shows them, `retry` runs them again.
 * - **A disk that is full, read-only or gone** makes X get 503, and deliver again later.
 * - **A damaged file** is renamed to `FILE.corrupt-TIME`, and what can be read of it is kept.
 *
 * Works on `node:sqlite` (Node 22.13 and later), else on the optional package `libsql`.
 *
 * @example
 * const inbox = new SqliteInbox({ path: 'inbox.db' })
 * const adapter = new TwitterAdapter({ consumerSecret, client, inbox })
 * adapter.resume((context) => bot.run(context))
 */
export class SqliteInbox implements Inbox {
  readonly durable = true
  readonly #disk: EventDisk
  readonly #pending = new Set<OwnEvent>()
  readonly #running = new Map<InboxTurn, OwnEvent>()
  readonly #ended: EndedTurns
  #lanes = new TurnLanes<OwnEvent>(() => this.#host?.onReady())
  #adds: WaitingAdd[] = []
  #adding = 0
  #host: InboxHost | undefined
  #maxPendingEvents = Number.POSITIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #maintained = 0
  #isClosed = false

  /**
   * @throws ConfigError that names the option at fault, or a path that holds another application's file
   * @throws MissingPeerError on a Node without SQLite where `libsql` is not installed
   */
  constructor(options: SqliteInboxOptions) {
    this.#disk = new EventDisk(sourceOf(options), {
      onError: (error) => this.#host?.onError(error),
      onOpened: (store) => this.#rebuild(store),
    })
    this.#ended = new EndedTurns(this.#disk)
  }

  /** Keys of encrypted conversations (X Chat), encrypted: a disk that refuses costs a request to X. */
  get keyStore(): ChatKeyStore {
    return {
      read: async (name) => this.#disk.attempt((store) => store.keys.read(name)),
      write: async (name, keys) => this.#disk.attempt((store) => store.keys.write(name, keys)),
    }
  }

  /** The app's id, for all processes on the file. */
  get appIdStore(): AppIdStore {
    return {
      read: async () => this.#disk.use((store) => store.app.read()),
      write: async (id) => this.#disk.use((store) => store.app.write(id)),
    }
  }

  get size(): number {
    return this.#pending.size
  }

  get oldest(): number | undefined {
    let oldest: number | undefined
    for (const { received_at } of this.#pending) {
      if (oldest === undefined || received_at < oldest) oldest = received_at
    }
    return oldest
  }

  /** @throws ConfigError where another adapter uses this inbox, or the file is one of a newer release */
  open(host: InboxHost, { maxPendingEvents }: InboxLimits): void {
    if (this.#host !== undefined) {
      throw new ConfigError('inbox', 'A SqliteInbox serves one adapter. Make another on the same file')
    }
    this.#host = host
    this.#maxPendingEvents = maxPendingEvents
    try {
      this.#disk.use(() => undefined)
    } catch (error) {
      if (error instanceof ConfigError) throw error
      // Once more: a file that was found damaged is set aside now. What else fails is reported.
      this.#disk.attempt(() => undefined)
    }
    this.#timer = setInterval(() => this.#maintain(), MAINTAIN_INTERVAL_MS).unref()
  }

  add(events: readonly InboxEvent[]): Promise<AddedEvents> | 'full' {
    if (this.#pending.size + this.#adding >= this.#maxPendingEvents) return 'full'
    this.#adding += events.length
    return new Promise((resolve, reject) => {
      this.#adds.push({ events, resolve, reject })
      if (this.#adds.length === 1) setImmediate(() => this.#flush())
    })
  }

  next(): InboxTurn | undefined {
    for (let taken = this.#lanes.next(); taken !== undefined; taken = this.#lanes.next()) {
      const turn = this.#begin(taken.item)
      if (turn !== undefined) return turn
    }
    return undefined
  }

  settle(turn: InboxTurn, outcome: TurnOutcome): void {
    const entry = this.#running.get(turn)
    if (entry === undefined || this.#isClosed) return
    this.#running.delete(turn)
    if (outcome.kind === 'retry') {
      this.#disk.attempt((store) => store.fail(entry.seq, outcome.delayMs))
      this.#lanes.silence(entry.lane, outcome.delayMs)
      return
    }
    this.#finish(entry, outcome)
  }

  close(): void {
    if (this.#isClosed) return
    this.#flush()
    clearInterval(this.#timer)
    this.#ended.close()
    this.#isClosed = true
    this.#lanes.close()
    this.#disk.close()
  }

  /** All that waits to be added goes into one transaction. */
  #flush(): void {
    const adds = this.#adds
    if (adds.length === 0) return
    this.#adds = []
    this.#adding = 0
    const events = adds.flatMap((add) => add.events)
    try {
      const seqs = this.#disk.use((store) => store.add(events))
      for (const [index, seq] of seqs.entries()) {
        const event = events[index]
        if (seq !== undefined && event !== undefined) this.#push(entryOf(event, seq))
      }
      let end = 0
      for (const add of adds) {
        const start = end
        end += add.events.length
        const known = add.events.filter((_, index) => seqs[start + index] === undefined)
        add.resolve({ known: known.map(({ key }) => key), elsewhere: [] })
      }
    } catch (error) {
      for (const { reject } of adds) reject(error)
    }
  }

  #push(entry: OwnEvent): void {
    this.#pending.add(entry)
    this.#lanes.push(entry.lane, entry)
  }

  #begin(entry: OwnEvent): InboxTurn | undefined {
    const silentMs = delayLeftMs(entry.silent_until ?? 0)
    if (silentMs > 0) {
      entry.silent_until = null
      this.#lanes.silence(entry.lane, silentMs)
      return undefined
    }
    if (this.#ended.hasLane(entry.lane)) this.#ended.settle()
    const row = this.#disk.attempt((store) => store.begin(entry) ?? 'gone')
    entry.isBehind = row === 'elsewhere'
    if (row === undefined || row === 'elsewhere') {
      this.#lanes.silence(entry.lane, row === undefined ? REFUSED_MS : ELSEWHERE_MS)
      return undefined
    }
    const turn = row === 'gone' ? undefined : toTurn(row)
    if (turn === undefined) this.#finish(entry, { kind: 'dead', reason: 'damaged' })
    else this.#running.set(turn, entry)
    return turn
  }

  #finish(entry: OwnEvent, outcome: TurnOutcome): void {
    this.#pending.delete(entry)
    this.#lanes.shift(entry.lane)
    this.#ended.add(entry, outcome)
    // The last one at once, since the process may end after it.
    if (outcome.kind === 'dead' || this.#pending.size === 0) this.#ended.settle()
  }

  #maintain(): void {
    this.#maintained += 1
    this.#disk.attempt(() => this.#disk.replaceRemoved())
    this.#disk.attempt((store) => {
      if (store.adopt()) this.#takeOver(store)
      if (this.#maintained % FORGET_EVERY === 0) store.forgetOld()
    })
    this.#ended.settle()
  }

  /** Rows that came to this process otherwise than by `add`. */
  #takeOver(store: EventStore): void {
    const known = new Set([...this.#pending, ...this.#ended.events].map(({ seq }) => seq))
    for (const entry of store.own()) {
      if (known.has(entry.seq)) continue
      this.#pending.add(entry)
      this.#lanes.insert(entry.lane, entry, (one, other) => one.seq - other.seq)
    }
    this.#host?.onReady()
  }

  /** What is known in memory follows a store's rows. Running turns keep theirs, which may have another `seq` now. */
  #rebuild(store: EventStore): void {
    store.adopt()
    const running = new Map([...this.#running.values()].map((entry) => [entry.key, entry]))
    const unsettled = new Map([...this.#ended.events].map((entry) => [entry.key, entry]))
    this.#pending.clear()
    this.#lanes.close()
    this.#lanes = new TurnLanes(() => this.#host?.onReady())
    for (const entry of running.values()) {
      entry.seq = LOST
      this.#pending.add(entry)
      this.#lanes.pushTaken(entry.lane, entry)
    }
    for (const row of store.own()) {
      const known = running.get(row.key) ?? unsettled.get(row.key)
      if (known === undefined) this.#push(row)
      else known.seq = row.seq
    }
    this.#host?.onReady()
  }
}

/** @throws ConfigError */
function sourceOf(options: SqliteInboxOptions): EventSource {
  const { path, database } = resolveInboxOptions(options)
  if (database !== undefined) return new GivenEvents(database)
  return path === undefined || path === ':memory:' ? GivenEvents.inMemory() : new EventFile(path)
}

function entryOf({ key, lane, receivedAt }: InboxEvent, seq: number): OwnEvent {
  return { seq, key: storable(key), lane: storable(lane), received_at: receivedAt }
}

/** Undefined where the row is damaged. */
function toTurn(row: InboxEventRow): InboxTurn | undefined {
  const { key, lane, version, received_at, attempts, failures, json } = row
  try {
    return {
      key,
      lane,
      version,
      receivedAt: received_at,
      attempt: attempts,
      failures,
      event: JSON.parse(json),
    }
  } catch {
    return undefined
  }
}
