import { type DeliveryStats, Ledger } from '../delivery/accounting'
import { callSafely } from '../delivery/call-safely'
import { type CloseResult, Delivery, type FlushResult } from '../delivery/delivery'
import type { DeliveryObserver } from '../delivery/observer'
import type { DashbotError } from '../errors'
import type { DashbotEvent, DashbotMessage, DashbotPayload, PayloadType } from '../wire/types'
import { assertPayload } from '../wire/validate'
import { Capture, captureError } from './capture'
import { Deferred } from './deferred'
import { type DashbotClientOptions, resolveClientOptions } from './options'

/** How long `close` waits where no time is given, in ms. */
const CLOSE_TIMEOUT_MS = 5_000

export interface WaitOptions {
  /** At most so long, in ms. */
  readonly timeoutMs?: number | undefined
}

/** Why everything is to go out that is there. */
type DrainOccasion = 'flush' | 'close'

/** What an enabled client works with. */
interface Core {
  readonly intake: Capture
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
  readonly #drainTasks: ((occasion: DrainOccasion) => void)[] = []

  /** @throws {ConfigError} that names the option at fault */
  constructor(options: DashbotClientOptions = {}) {
    const resolved = resolveClientOptions(options)
    if (resolved === undefined) return
    const report = (error: DashbotError): void => callSafely(resolved.onError, error)
    const delivery = new Delivery({ ...resolved, onError: report })
    const { observer } = resolved
    this.#core = { intake: new Capture({ ...resolved, onError: report }), delivery, report, observer }
    if (observer !== undefined) callSafely(() => observer.watch(() => delivery.stats()))
  }

  /**
   * A client with the settings of the environment: `DASHBOT_API_KEY`, `DASHBOT_SERVER_ROOT`, and `DASHBOT_DEBUG`
   * (`true` or `1`). Options given here win.
   *
   * @throws {ConfigError} where the key is missing, or an option is wrong
   */
  static fromEnv(env: NodeJS.ProcessEnv = process.env, options: DashbotClientOptions = {}): DashbotClient {
    return new DashbotClient({
      apiKey: env.DASHBOT_API_KEY || undefined,
      serverRoot: env.DASHBOT_SERVER_ROOT || undefined,
      debug: env.DASHBOT_DEBUG === 'true' || env.DASHBOT_DEBUG === '1',
      ...options,
    })
  }

  /**
   * What a user said.
   * @throws {ValidationError} where Dashbot would refuse the message
   */
  logIncoming(message: DashbotMessage): void {
    this.#log('incoming', message)
  }

  /**
   * What the bot said.
   * @throws {ValidationError} where Dashbot would refuse the message
   */
  logOutgoing(message: DashbotMessage): void {
    this.#log('outgoing', message)
  }

  /** @throws {ValidationError} where Dashbot would refuse the event */
  logEvent(event: DashbotEvent): void {
    this.#log('event', event)
  }

  /**
   * The bot's path: never throws. A payload that Dashbot would refuse goes to `onError` and is counted as `rejected`.
   *
   * @internal
   * @param conversation Its messages are delivered in order. By default the payload's conversation, else its user.
   */
  capture(type: PayloadType, payload: DashbotPayload, conversation?: string): void {
    if (this.#core === undefined) return
    try {
      assertPayload(type, payload)
      accept(this.#core, type, payload, conversation)
    } catch (error) {
      this.#core.delivery.drop('rejected')
      this.captureFailed('A message was refused', error)
    }
  }

  /**
   * Runs a job of the bot's path when the bot is done for now, or before anybody asks what the client has. The job must
   * not throw.
   *
   * @internal
   */
  defer(job: () => void): void {
    if (this.#core !== undefined) this.#deferred.add(job)
  }

  /**
   * Runs the task when `flush` or `close` is called, before anything else: the chance to capture what waits for more to
   * be known. The task must not throw.
   *
   * @internal
   */
  beforeDraining(task: (occasion: DrainOccasion) => void): void {
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
   * in an outage is until the messages are too old. Never rejects; `pending` tells what was left when the time ran
   * out. It holds the process while it waits.
   */
  async flush({ timeoutMs = Number.POSITIVE_INFINITY }: WaitOptions = {}): Promise<FlushResult> {
    this.#drain('flush')
    return this.#core?.delivery.flush(timeoutMs) ?? { delivered: 0, pending: 0, dropped: 0 }
  }

  /**
   * Delivers what it can within the time (5 s by default), and ends. What is left stays in a durable outbox, or is
   * dropped as `shutdown_timeout`. Never rejects; called again, it returns the same result.
   */
  async close({ timeoutMs = CLOSE_TIMEOUT_MS }: WaitOptions = {}): Promise<CloseResult> {
    this.#drain('close')
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

  #drain(occasion: DrainOccasion): void {
    for (const task of this.#drainTasks) task(occasion)
    this.#deferred.run()
  }

  #log(type: PayloadType, payload: DashbotPayload): void {
    if (this.#core === undefined) return
    assertPayload(type, payload)
    this.#deferred.run()
    accept(this.#core, type, payload)
  }
}

function accept(core: Core, type: PayloadType, payload: DashbotPayload, conversation?: string): void {
  const { intake, delivery, observer } = core
  const taken = intake.take(type, payload, conversation)
  if (typeof taken === 'string') {
    delivery.drop(taken)
    return
  }
  if (observer !== undefined) callSafely(() => observer.accepted(taken))
  delivery.add(taken)
}
