import { EventEmitter, once } from 'node:events'
import { constants } from 'node:os'
import { clearInterval, setInterval } from 'node:timers'
import * as v from 'valibot'
import { ConfigError, isError } from '../errors'
import { parseOptions, wholeNumber } from '../internal/options'
import { OutOfTimeError, withinTime } from '../internal/within-time'
import type { WorkInFlight } from './work-in-flight'

/** A client, an adapter, or anything else that closes within a time. What `close` returns is awaited. */
interface ClosableInTime {
  close(options: { readonly timeoutMs: number }): unknown
}

/**
 * A server of Node, or of a framework on it. It is given no callback: its event `close` is awaited. Its `close` has no
 * signature here, so that an arrow function in the place of a `ClosableInTime` knows the type of its argument.
 */
interface ClosableServer {
  readonly close: object
  readonly listening: boolean
}

export type Closable = ClosableInTime | ClosableServer

export interface CloseOnSignalsOptions {
  /** @default ['SIGTERM', 'SIGINT'] */
  readonly signals?: readonly NodeJS.Signals[] | undefined
  /** How long closing may take in all, in ms. Keep it below the platform's grace period. @default 5000 */
  readonly timeoutMs?: number | undefined
}

const DEFAULTS = { signals: ['SIGTERM', 'SIGINT'], timeoutMs: 5_000 } as const

/** The part of a client's time, at most so many ms, that turns in flight leave for the delivery. */
const DELIVERY_SHARE = 0.2
const MAX_DELIVERY_MS = 1_000

/** How far a closable may overrun the time that it was given, in ms. */
const SLACK_MS = 100

/** How often a server's idle connections are closed while it ends, in ms. */
const SWEEP_INTERVAL_MS = 50

const isSignal = (name: unknown): name is NodeJS.Signals =>
  typeof name === 'string' && name in constants.signals && name !== 'SIGKILL' && name !== 'SIGSTOP'

const expectedSignals = 'a list of signals that can be handled'

const schema = v.strictObject({
  signals: v.optional(
    v.pipe(
      v.array(v.custom<NodeJS.Signals>(isSignal, expectedSignals), expectedSignals),
      v.minLength(1, expectedSignals),
      v.readonly(),
    ),
    [...DEFAULTS.signals],
  ),
  timeoutMs: v.optional(wholeNumber(0), DEFAULTS.timeoutMs),
})

/**
 * Closes what is given when the process is asked to end: a list in its order, say server, adapter, client. Each has an
 * equal share of the time that is left; what it does not use is the next one's. A client first waits for the turns in
 * flight.
 *
 * The process then ends as it would have: the signal is raised again, unless the application has a handler of its own
 * for it, which then decides. As PID 1 of a container, where the kernel ignores that, it exits with 128 and the
 * signal's number. A second signal ends the process at once.
 *
 * @returns a function that removes the handlers
 * @throws ConfigError where something has no `close`, or an option is wrong
 *
 * @example
 * closeOnSignals([server, adapter, client], { timeoutMs: 8_000 })
 */
export function closeOnSignals(
  closable: Closable | readonly Closable[],
  options: CloseOnSignalsOptions = {},
): () => void {
  const closables = [closable].flat()
  const { signals, timeoutMs } = parseOptions('closeOnSignals', schema, options)
  const wrong = closables.findIndex((each) => !isClosable(each))
  if (closables.length === 0 || wrong >= 0) {
    const place = Array.isArray(closable) && wrong >= 0 ? `, and item ${wrong} has no such method` : ''
    const message = `closeOnSignals needs what has a close method, or a list of it${place}: closeOnSignals(client)`
    throw new ConfigError('closable', message)
  }
  let isClosing = false
  const remove = (): void => {
    for (const signal of signals) process.removeListener(signal, onSignal)
  }
  const end = (signal: NodeJS.Signals): void => {
    remove()
    if (process.listenerCount(signal) === 0) raise(signal)
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isClosing) {
      end(signal)
      return
    }
    isClosing = true
    void closeInOrder(closables, timeoutMs).then(() => end(signal))
  }
  for (const signal of signals) process.on(signal, onSignal)
  return remove
}

function isClosable(value: unknown): value is Closable {
  return typeof (value as Partial<Closable> | undefined | null)?.close === 'function'
}

function raise(signal: NodeJS.Signals): void {
  if (process.pid === 1) process.exit(128 + constants.signals[signal])
  process.kill(process.pid, signal)
}

async function closeInOrder(closables: readonly Closable[], timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs
  for (const [index, closable] of closables.entries()) {
    const left = Math.max(0, deadline - performance.now())
    await closeWithin(closable, Math.ceil(left / (closables.length - index)))
  }
}

/** Never rejects: the others are closed, and the process ends, whatever one does. */
async function closeWithin(closable: Closable, timeoutMs: number): Promise<void> {
  const start = performance.now()
  try {
    const { work } = closable as { readonly work?: Partial<WorkInFlight> }
    if (typeof work?.ended === 'function') {
      const forTurns = timeoutMs - Math.min(MAX_DELIVERY_MS, timeoutMs * DELIVERY_SHARE)
      await settledWithin(work.ended(), forTurns)
    }
    const left = Math.max(0, Math.ceil(timeoutMs - (performance.now() - start)))
    const isClosed = await settledWithin(closed(closable, left), left + SLACK_MS)
    if (!isClosed) warn(closable, `it took more than ${left} ms`)
  } catch (error) {
    warn(closable, isError(error) ? `${error.name}: ${error.message}` : typeof error)
  }
}

function warn(closable: Closable, why: string): void {
  const message = `closeOnSignals could not close ${closable.constructor?.name ?? 'an object'}: ${why}`
  process.emitWarning(message, { type: 'DashbotWarning' })
}

/** Servers of Node return themselves, and say with an event when they are closed. */
async function closed(closable: Closable, timeoutMs: number): Promise<void> {
  const returned = (closable as ClosableInTime).close({ timeoutMs })
  if (returned !== closable || !(closable instanceof EventEmitter)) {
    await returned
    return
  }
  const { closeIdleConnections } = closable as { closeIdleConnections?: () => void }
  // A connection that was busy when the server closed is kept alive for seconds after its answer.
  const sweep = setInterval(() => closeIdleConnections?.call(closable), SWEEP_INTERVAL_MS).unref()
  try {
    await once(closable, 'close')
  } finally {
    clearInterval(sweep)
  }
}

/** @returns false where the time ran out */
async function settledWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  try {
    await withinTime(work, { timeoutMs })
    return true
  } catch (error) {
    if (error instanceof OutOfTimeError) return false
    throw error
  }
}
