import { clearTimeout, setTimeout } from 'node:timers'
import { DashbotError } from '../../errors'
import type { LiveListener } from '../live'
import { type Arrival, countByBot } from './ingest/arrival'
import type { Ingest } from './ingest/ingest'
import { Rows } from './ingest/rows'
import { isLocked, LOCK_RETRY_MS, untilFree } from './lock'
import type { TrackerStore } from './tracker-store'

/** What was answered is in the tables after this time, or sooner, once so many payloads are there. */
const GATHER_MS = 100
/** This many hold up the process for about 50 ms. */
const MAX_BATCH = 1_000

/** Whoever reads waits for this long while another process holds the file; then without what is left. */
const READER_PATIENCE_MS = 1_000
/** The tables did not take something. */
const FAULT_RETRY_MS = 60_000

export interface JournalParts {
  readonly store: TrackerStore
  readonly ingest: Pick<Ingest, 'storeNext'>
  /** Called after each commit, with how much was new to the tables, by the bot's name. */
  readonly onStored: LiveListener
  /** Hears of what the tables did not take, which stays in the journal. */
  readonly onError: (error: DashbotError) => void
}

/**
 * What was answered and is not in the tables yet: a table of its own, in the order of arrival. To write to it touches
 * few pages of the file, so that requests do not wait for the tables, where one message touches many, and where
 * hundreds of messages together touch hardly more.
 */
export class Journal {
  readonly #parts: JournalParts
  /** Those that this process wrote, by row, so that they are not read and parsed again. */
  readonly #known = new Map<number, Arrival>()
  /** Rows up to this one failed, and wait for their next try. */
  #failedUpTo = 0
  /** So many of the next ones are taken one by one, because one of them may be at fault. */
  #alone = 0
  /** A process that ended may have left some. */
  #isBehind = true
  #timer: NodeJS.Timeout | undefined
  #retry: NodeJS.Timeout | undefined

  constructor(parts: JournalParts) {
    this.#parts = parts
  }

  /**
   * Writes them down: they are safe once this returns, and soon in the tables.
   * @throws where the file does not take them: then it holds none of them
   */
  append(arrivals: readonly Arrival[]): void {
    const { store } = this.#parts
    const last = store.transaction(() => {
      const rows = new Rows('arrivals', COLUMNS)
      for (const { type, bot, json, key, receivedAt, capturedAt } of arrivals)
        rows.add(type, bot ?? null, json, key ?? null, receivedAt, capturedAt ?? null)
      rows.flush(store)
      return store.nextId('arrivals') - 1
    })
    for (const [index, arrival] of arrivals.entries())
      this.#known.set(last - arrivals.length + 1 + index, arrival)
    this.#isBehind = true
    this.#schedule(this.#known.size < MAX_BATCH ? GATHER_MS : 0)
  }

  /**
   * Brings the tables up to date, before they are read. Never throws: what the file does not take now stays.
   * @returns false where another process holds the file
   */
  catchUp(): boolean {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const failed: unknown[] = []
    let step: Step = 'taken'
    while (this.#isBehind && step === 'taken') step = this.#takeNext(failed)
    if (failed.length > 0) this.#report(failed)
    return step !== 'locked'
  }

  /** The same, but waits a moment for another process that holds the file. */
  caughtUp(patienceMs = READER_PATIENCE_MS): Promise<boolean> {
    return untilFree(() => this.catchUp(), patienceMs)
  }

  /** To be called where the database is another one now. */
  reopen(): void {
    this.#known.clear()
    this.#tryAll()
  }

  /** Nothing is taken afterwards. */
  stop(): void {
    this.#isBehind = false
    clearTimeout(this.#timer)
    clearTimeout(this.#retry)
  }

  #schedule(ms: number): void {
    if (this.#timer !== undefined && ms > 0) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.catchUp(), ms).unref()
  }

  #takeNext(failed: unknown[]): Step {
    const limit = this.#alone > 0 ? 1 : MAX_BATCH
    let ids: readonly number[] = []
    try {
      const stored = this.#parts.ingest.storeNext(() => {
        ids = this.#nextIds(limit)
        return this.#remove(ids)
      })
      this.#settle(ids, limit)
      if (stored.length > 0) this.#parts.onStored(countByBot(stored))
      if (!this.#isBehind) this.#noteTakenElsewhere()
      return 'taken'
    } catch (error) {
      if (isLocked(error)) {
        this.#schedule(LOCK_RETRY_MS)
        return 'locked'
      }
      if (ids.length > 1) {
        this.#alone = ids.length
        return 'taken'
      }
      failed.push(error)
      const [id] = ids
      if (id === undefined) return 'failed'
      this.#failedUpTo = id
      this.#settle(ids, limit)
      return 'taken'
    }
  }

  /** What is known and not in the journal any more was put into the tables by another process. */
  #noteTakenElsewhere(): void {
    if (this.#known.size === 0) return
    const taken = [...this.#known.values()]
    this.#known.clear()
    this.#parts.onStored(countByBot(taken))
  }

  #settle(ids: readonly number[], limit: number): void {
    for (const id of ids) this.#known.delete(id)
    this.#alone = Math.max(0, this.#alone - ids.length)
    this.#isBehind = ids.length === limit
  }

  #nextIds(limit: number): readonly number[] {
    const rows = this.#parts.store.prepare(SELECT_NEXT).all(this.#failedUpTo, limit)
    return (rows as unknown as readonly { readonly id: number }[]).map(({ id }) => id)
  }

  /** Takes these rows out of the journal. */
  #remove(ids: readonly number[]): readonly Arrival[] {
    const arrivals = ids.map((id) => this.#known.get(id) ?? this.#read(id))
    if (ids.length > 0) this.#parts.store.prepare(DELETE).run(ids[0] as number, ids.at(-1) as number)
    return arrivals
  }

  #read(id: number): Arrival {
    const row = this.#parts.store.prepare(SELECT).get(id) as unknown as ArrivalRow
    const { type, bot, json, key, receivedAt, capturedAt } = row
    return {
      ...{ type, json, receivedAt },
      ...{ payload: JSON.parse(json), bot: bot ?? undefined },
      ...{ key: key ?? undefined, capturedAt: capturedAt ?? undefined },
    }
  }

  #report(failed: readonly unknown[]): void {
    const [cause] = failed
    const reason = cause instanceof Error ? cause.message : String(cause)
    const [what, verb] =
      failed.length === 1
        ? ['1 payload', 'It stays in the file, and is']
        : [`${failed.length} payloads`, 'They stay in the file, and are']
    const message = `The tracker's tables did not take ${what}: ${reason}. ${verb} tried again in a minute.`
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined
      this.#tryAll()
    }, FAULT_RETRY_MS).unref()
    this.#parts.onError(new DashbotError('ERR_DASHBOT_TRACKER', message, { cause }))
  }

  #tryAll(): void {
    this.#failedUpTo = 0
    this.#isBehind = true
    this.catchUp()
  }
}

type Step = 'taken' | 'locked' | 'failed'

interface ArrivalRow extends Omit<Arrival, 'payload' | 'bot' | 'key' | 'capturedAt'> {
  readonly bot: string | null
  readonly key: string | null
  readonly capturedAt: number | null
}

const COLUMNS = ['type', 'bot', 'json', 'key', 'received_at', 'captured_at']
const SELECT_NEXT = 'SELECT id FROM arrivals WHERE id > ? ORDER BY id LIMIT ?'
const SELECT = `
SELECT type, bot, json, key, received_at AS receivedAt, captured_at AS capturedAt FROM arrivals WHERE id = ?`
const DELETE = 'DELETE FROM arrivals WHERE id BETWEEN ? AND ?'
