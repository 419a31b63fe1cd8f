import { setImmediate } from 'node:timers'
import { outsideTurns } from '../../delivery/outside-turns'
import { isError } from '../../errors'
import type { TwitterActivity } from '../activities/twitter-activity'
import type { AddedEvents, Inbox, InboxEvent, InboxTurn, TurnOutcome } from '../inbox/inbox'
import { type AdapterStats, TurnCounts } from './adapter-stats'
import { Callers, type RunTurn, type Waiting } from './callers'
import { Deadline } from './deadline'
import { retryDelayMs } from './retry-delay'
import { type RunningTurn, RunningTurns } from './running-turns'
import { TurnError } from './turn-error'

export interface TurnRunnerOptions {
  readonly inbox: Inbox
  readonly turnTimeoutMs: number
  readonly maxPendingEvents: number
  readonly maxConcurrency: number
  /** undefined: the event begins no turn. A rejection is a failed turn. */
  readonly toActivity: (turn: InboxTurn) => TwitterActivity | Promise<TwitterActivity | undefined>
  readonly onError: (error: unknown) => void
}

/** The version of events that this code writes; it reads no newer ones. */
export const EVENT_VERSION = 1

/** How often a turn begins whose process ends in it each time: it may be what ends the process. */
const MAX_STARTS = 20

/** What became of a webhook's events. */
export interface AcceptedEvents {
  readonly isAccepted: boolean
  /** Resolves when the turns that run in this process are over; undefined where there are none. */
  readonly over?: Promise<void> | undefined
}

export interface ClosedAdapter {
  /** Turns that came to an end while the adapter closed. */
  readonly handled: number
  /** Events without an ended turn: they stay in a durable inbox, and are lost with the memory inbox. */
  readonly left: number
}

const refused: AcceptedEvents = { isAccepted: false }

/** Runs the turns of an inbox's events: one at a time in a lane, a bounded number at once over all. */
export class TurnRunner {
  readonly #options: TurnRunnerOptions
  readonly #counts = new TurnCounts()
  readonly #callers = new Callers()
  readonly #running: RunningTurns
  readonly #idleWaiters: (() => void)[] = []
  /** Runs what no request of this process brought. */
  #runTurn: RunTurn | undefined
  #isPumpScheduled = false
  #isClosing = false
  #isStopped = false

  constructor(options: TurnRunnerOptions) {
    this.#options = options
    const { inbox, maxPendingEvents, turnTimeoutMs, onError } = options
    this.#running = new RunningTurns(turnTimeoutMs, (running) => this.#expire(running))
    inbox.open(
      {
        onReady: () => this.#schedulePump(),
        onReleased: (keys) => this.#callers.releaseAll(keys),
        onError,
      },
      { maxPendingEvents, turnTimeoutMs },
    )
  }

  get isClosing(): boolean {
    return this.#isClosing
  }

  stats(): AdapterStats {
    const { size, oldest } = this.#options.inbox
    return this.#counts.stats({ pending: size, oldest, running: this.#running.size })
  }

  /**
   * A promise only where the inbox gives one: each turn of a promise counts beside a webhook's few µs.
   *
   * @throws or rejects where the inbox cannot keep the events
   */
  accept(events: readonly InboxEvent[], runTurn: RunTurn): AcceptedEvents | Promise<AcceptedEvents> {
    if (this.#isClosing) return this.#refuse()
    this.#runTurn ??= runTurn
    const distinct =
      events.length < 2 ? events : [...new Map(events.map((event) => [event.key, event])).values()]
    // Before they are added, since their turns may be over before `add` resolves.
    const waiting = this.#callers.add(distinct, runTurn)
    const repeated = events.length - distinct.length
    try {
      const added = this.#options.inbox.add(distinct)
      if (!isPromise(added)) return this.#accepted(added, waiting, repeated)
      return added.then(
        (result) => this.#accepted(result, waiting, repeated),
        (error) => this.#notKept(error, waiting),
      )
    } catch (error) {
      return this.#notKept(error, waiting)
    }
  }

  countOtherAccount(): void {
    this.#counts.otherAccounts += 1
  }

  /** Runs what is in the inbox, now and from now on. */
  resume(runTurn: RunTurn): void {
    this.#runTurn = runTurn
    this.#schedulePump()
  }

  /** Resolves once no turn is running, and none is waiting that this process is going to run. */
  async whenIdle(): Promise<void> {
    while (!this.#isIdle) await new Promise<void>((resolve) => this.#idleWaiters.push(resolve))
  }

  /** Never rejects. */
  async close(timeoutMs: number): Promise<ClosedAdapter> {
    const { inbox, onError } = this.#options
    const before = this.#counts.handled
    this.#isClosing = true
    // What waits stays in a durable inbox: closing waits for running turns only.
    if (inbox.durable) this.#isStopped = true
    this.#announceIdle()
    const deadline = new Deadline(timeoutMs)
    await deadline.race(this.whenIdle())
    this.#isStopped = true
    this.#announceIdle()
    try {
      await deadline.race(Promise.resolve(inbox.close()))
    } catch (error) {
      onError(error)
    }
    deadline.clear()
    this.#callers.releaseAll()
    const left = inbox.size
    if (left > 0 && !inbox.durable) onError(TurnError.left(left))
    return { handled: this.#counts.handled - before, left }
  }

  /** What waits begins no turn before `resume` or a webhook, and after the close. */
  get #runsTurns(): boolean {
    return !this.#isStopped && this.#runTurn !== undefined
  }

  get #isIdle(): boolean {
    return this.#running.size === 0 && (!this.#runsTurns || this.#options.inbox.size === 0)
  }

  #refuse(): AcceptedEvents {
    this.#counts.refused += 1
    return refused
  }

  #accepted(added: AddedEvents | 'full', { keys, over }: Waiting, repeated: number): AcceptedEvents {
    if (added === 'full') {
      this.#callers.releaseAll(keys)
      return this.#refuse()
    }
    const { known, elsewhere } = added
    this.#counts.redelivered += known.length + repeated
    // An earlier request may wait for a known one: its turn is not over.
    if (known.length > 0) this.#callers.releaseAll(known.filter((key) => keys.includes(key)))
    if (elsewhere.length > 0) this.#callers.releaseAll(elsewhere)
    this.#schedulePump()
    return { isAccepted: true, over }
  }

  #notKept(error: unknown, { keys }: Waiting): never {
    this.#callers.releaseAll(keys)
    this.#counts.refused += 1
    throw error
  }

  /** Deferred, so that X has its answer before the first turn begins. */
  #schedulePump(): void {
    if (this.#isPumpScheduled || this.#isStopped) return
    this.#isPumpScheduled = true
    outsideTurns(this.#schedule)
  }

  readonly #schedule = (): unknown => setImmediate(this.#pumpNow)

  readonly #pumpNow = (): void => {
    this.#isPumpScheduled = false
    this.#pump()
  }

  #pump(): void {
    const { inbox, maxConcurrency } = this.#options
    while (this.#runsTurns && this.#running.size < maxConcurrency) {
      const turn = inbox.next()
      if (turn === undefined) break
      this.#start(turn)
    }
    this.#announceIdle()
  }

  #start(turn: InboxTurn): void {
    if (turn.version > EVENT_VERSION) {
      this.#settle(turn, { kind: 'dead', reason: 'unknown_version' })
      return
    }
    if (turn.attempt > MAX_STARTS) {
      this.#settle(turn, { kind: 'dead', reason: 'interrupted' })
      return
    }
    const running = this.#running.add(turn)
    const caller = this.#callers.get(turn.key)
    const run = () => this.#run(running, caller?.runTurn ?? this.#runTurn)
    void (caller === undefined ? run() : caller.context.runInAsyncScope(run))
  }

  async #run(running: RunningTurn, runTurn: RunTurn | undefined): Promise<void> {
    const { turn } = running
    const { toActivity } = this.#options
    try {
      const read = toActivity(turn)
      const activity = read instanceof Promise ? await read : read
      if (activity !== undefined) await runTurn?.(activity, turn.attempt)
      this.#finish(running, { kind: 'handled' })
    } catch (error) {
      this.#fail(running, error)
    }
  }

  /** The lane goes on, though the turn does too. */
  #expire(running: RunningTurn): void {
    this.#counts.timedOut += 1
    this.#options.onError(TurnError.timedOut(running.turn, this.#options.turnTimeoutMs))
    this.#finish(running, { kind: 'handled' })
  }

  #fail(running: RunningTurn, error: unknown): void {
    const { inbox, onError } = this.#options
    this.#counts.failed += 1
    onError(error)
    const delayMs = inbox.durable ? retryDelayMs(running.turn.failures, error) : undefined
    if (delayMs !== undefined) this.#finish(running, { kind: 'retry', delayMs })
    else this.#finish(running, { kind: 'dead', reason: 'failed', error: messageOf(error) })
  }

  #finish(running: RunningTurn, outcome: TurnOutcome): void {
    if (!this.#running.delete(running)) return
    this.#settle(running.turn, outcome)
    if (this.#options.inbox.size > this.#running.size) this.#schedulePump()
    this.#announceIdle()
  }

  #settle(turn: InboxTurn, outcome: TurnOutcome): void {
    const { inbox, onError } = this.#options
    try {
      inbox.settle(turn, outcome)
    } catch (error) {
      onError(error)
    }
    this.#counts.settled(outcome)
    if (outcome.kind === 'retry') return
    this.#callers.release(turn.key)
    if (outcome.kind === 'dead' && inbox.durable) onError(TurnError.dead(turn, outcome.reason))
  }

  #announceIdle(): void {
    if (this.#idleWaiters.length === 0 || !this.#isIdle) return
    for (const resolve of this.#idleWaiters.splice(0)) resolve()
  }
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof Object(value).then === 'function'
}

function messageOf(error: unknown): string {
  return (isError(error) ? `${error.name}: ${error.message}` : String(error)).slice(0, 500)
}
