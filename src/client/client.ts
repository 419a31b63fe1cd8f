import { type DeliveryStats, Ledger } from '../delivery/accounting'
import { callSafely } from '../delivery/call-safely'
import { type CloseResult, Delivery, type FlushResult, type WaitOptions } from '../delivery/delivery'
import type { DeliveryObserver } from '../delivery/observer'
import type { DashbotError } from '../errors'
import { waitTimeout } from '../internal/wait-options'
import type { DashbotEvent, DashbotMessage, DashbotPayload, PayloadType } from '../wire/types'
import type { AboutCapture } from './about-capture'
import { Capture, type PlainPayload } from './capture'
import { captureError } from './capture-error'
import { debugging } from './debugging'
import { Deferred } from './deferred'
import type { DrainOccasion, DrainTask } from './drain-task'
import { readOptions } from './environment'
import { type DashbotClientOptions, resolveClientOptions } from './options'
import { WorkInFlight } from './work-in-flight'

/** How long `close` waits where no time is given, in ms. */
const CLOSE_TIMEOUT_MS = 5_000

/** The part of the time to flush in which turns that are over may come to their end; the rest is for the delivery. */
const TURNS_SHARE = 0.5

/** The parts of an enabled client. */
interface Core {
  readonly capture: Capture
  readonly delivery: Delivery
  readonly report: (error: DashbotError) => void
  readonly observer: DeliveryObserver | undefined
}

/**
 * Takes messages and events for Dashbot and delivers them in the background: in order within a conversation, retried
 * until they are too old, bounded in memory. Everything that it took is delivered, pending, or dropped with a reason:
 * see `stats()`.
 *
 * @example
 * const client = new DashbotClient({ apiKey: process.env.DASHBOT_API_KEY })
 * client.logIncoming({ text: 'Hello', userId: '1234858592' })
 * await client.close()
 */
export class DashbotClient {
  readonly #core: Core | undefined
  readonly #deferred = new Deferred()
  readonly #drainTasks: DrainTask[] = []

  /**
   * The turns in flight: `closeOnSignals` waits for them.
   * @internal
   */
  readonly work = new WorkInFlight()

  /**
   * The `onError` that was given: one that several clients share is called once for what concerns all of them.
   * @internal
   */
  readonly givenOnError: ((error: DashbotError) => void) | undefined

  /** @internal */
  get isEnabled(): boolean {
    return this.#core !== undefined
  }

  /** @throws ConfigError that names the option at fault */
  constructor(options: DashbotClientOptions = {}) {
    const resolved = resolveClientOptions(options)
    this.givenOnError = options.onError
    if (resolved === undefined) return
    if (resolved.debug) debugging.isOn = true
    const { observer } = resolved
    const report = (error: DashbotError): void => callSafely(resolved.onError, error)
    const delivery = new Delivery({ ...resolved, source: resolved.outbox, onError: report })
    this.#core = { capture: new Capture({ ...resolved, onError: report }), delivery, report, observer }
    if (observer !== undefined) callSafely(() => observer.watch(() => delivery.stats()))
  }

  /**
   * A client with the settings of the environment: `DASHBOT_API_KEY`, `DASHBOT_SERVER_ROOT`, and `DASHBOT_DEBUG`
   * (`true`, `1`, `yes` or `on`). Options given here win, unless they are undefined; with a `transport`, the
   * environment's key is not used.
   *
   * @throws ConfigError where the key is missing, or an option or a variable is wrong; it names the one at fault
   */
  static fromEnv(env: NodeJS.ProcessEnv = process.env, options: DashbotClientOptions = {}): DashbotClient {
    return new DashbotClient(readOptions(env, options))
  }

  /**
   * Takes what a user said.
   * @throws ValidationError where Dashbot would refuse the message
   */
  logIncoming(message: DashbotMessage): void {
    this.#log('incoming', message)
  }

  /**
   * Takes what the bot said.
   * @throws ValidationError where Dashbot would refuse the message
   */
  logOutgoing(message: DashbotMessage): void {
    this.#log('outgoing', message)
  }

  /** @throws ValidationError where Dashbot would refuse the event */
  logEvent(event: DashbotEvent): void {
    this.#log('event', event)
  }

  /**
   * The bot's path: never throws. A part that Dashbot would refuse is left out and goes to `onError`; a payload that
   * cannot do without it is counted as `rejected`.
   *
   * @internal
   */
  capture(type: PayloadType, payload: DashbotPayload, about: AboutCapture = {}): void {
    if (this.#core === undefined) return
    try {
      accept(this.#core, this.#core.capture.checkParts(type, payload, about.origin), about)
    } catch (error) {
      this.#core.delivery.drop('rejected')
      this.captureFailed(`The ${type} payload was refused`, error)
    }
  }

  /**
   * What is active here, for the observer.
   * @internal
   */
  activeSpan(): unknown {
    const observer = this.#core?.observer
    let span: unknown
    if (observer !== undefined) {
      callSafely(() => {
        span = observer.activeSpan?.()
      })
    }
    return span
  }

  /**
   * Defers work of the bot's path to the next setImmediate, or to the next call that asks what the client has. The job
   * must not throw.
   *
   * @internal
   */
  defer(job: () => void): void {
    if (this.#core !== undefined) this.#deferred.add(job)
  }

  /**
   * Runs the task first when `flush` or `close` is called: what waits to become more complete is captured then.
   *
   * @internal
   */
  beforeDraining(task: DrainTask): void {
    this.#drainTasks.push(task)
  }

  /**
   * Reports to `onError` what did not become a payload, and why.
   * @internal
   */
  captureFailed(what: string, error: unknown): void {
    this.#core?.report(captureError(what, error))
  }

  /**
   * Waits until everything that was logged before has been delivered or dropped: without a limit by default, which
   * in an outage is until the messages are too old. Turns that are over but wait, for a read of a storage or a tracked
   * method, have half of the time for it, 30 s at most; turns in progress are left alone. Never rejects; `pending` is
   * what was left when the time ran out. It holds the process while it waits. Wrong options go to `onError`, and it
   * waits 5 s.
   */
  async flush(options?: WaitOptions): Promise<FlushResult> {
    const timeoutMs = this.#timeout('flush', options, Number.POSITIVE_INFINITY)
    if (this.#core === undefined) return { delivered: 0, pending: 0, dropped: 0 }
    const deadline = performance.now() + timeoutMs
    const waiting = this.#drain('flush', timeoutMs * TURNS_SHARE)
    if (waiting.length > 0) {
      await Promise.all(waiting)
      this.#deferred.run()
    }
    return this.#core.delivery.flush(Math.max(0, deadline - performance.now()))
  }

  /**
   * Delivers what it can within the time (5 s by default), and ends. What is left stays in a durable outbox, or is
   * dropped as `shutdown_timeout`. Never rejects; called again, it returns the same result. Wrong options go to
   * `onError`, and it takes 5 s.
   */
  async close(options?: WaitOptions): Promise<CloseResult> {
    const timeoutMs = this.#timeout('close', options, CLOSE_TIMEOUT_MS)
    this.#drain('close', 0)
    return this.#core?.delivery.close(timeoutMs) ?? { delivered: 0, persisted: 0, dropped: 0 }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** The counts of this moment: `accepted` is always the sum of `delivered`, `pending` and all `dropped`. */
  stats(): DeliveryStats {
    this.#deferred.run()
    return this.#core?.delivery.stats() ?? new Ledger().snapshot(0)
  }

  #timeout(call: DrainOccasion, options: WaitOptions | undefined, defaultMs: number): number {
    const onError = (error: DashbotError): void => this.#core?.report(error)
    return waitTimeout(`DashbotClient.${call}`, options, { defaultMs, onError })
  }

  /** @returns what a flush waits for */
  #drain(occasion: DrainOccasion, maxWaitMs: number): readonly Promise<void>[] {
    const waiting = this.#drainTasks
      .map((task) => task(occasion, maxWaitMs))
      .filter((task) => task !== undefined)
    this.#deferred.run()
    return waiting
  }

  #log(type: PayloadType, payload: DashbotPayload): void {
    if (this.#core === undefined) return
    const plain = this.#core.capture.check(type, payload)
    this.#deferred.run()
    accept(this.#core, plain)
  }
}

function accept(
  { capture, delivery, observer }: Core,
  plain: PlainPayload,
  { identity, at, turnSpan }: AboutCapture = {},
): void {
  const taken = capture.take(plain, identity, at)
  if (typeof taken === 'string') {
    delivery.drop(taken)
    return
  }
  if (observer !== undefined) callSafely(() => observer.accepted(taken, turnSpan))
  delivery.add(taken)
}
