import { AsyncLocalStorage } from 'node:async_hooks'
import type { DashbotIntent } from '../wire/types'
import type { TurnRecord } from './turn-record'

/** What a tracked method tells of: the message that came in, the messages that it sends, or an event. */
export type TrackedKind = 'incoming' | 'outgoing' | 'event'

/** One decoration of one method. */
export interface TrackedMethod {
  readonly kind: TrackedKind
  readonly member: string | symbol
  /** The method as written, beneath every decorator of ours. */
  readonly original: unknown
}

/** One call of a tracked method, as far as its own asynchronous context reaches; or the turn itself. */
export interface CallScope {
  readonly turn: TurnRecord
  readonly outer: CallScope | undefined
  readonly method: TrackedMethod | undefined
  readonly self: unknown
  isRunning: boolean
  /** The intent of the messages sent in this scope. */
  outgoingIntent: DashbotIntent | undefined
}

const scopes = new AsyncLocalStorage<CallScope | undefined>()

/** Runs the rest of a turn, so that code which has no context at hand still finds the turn. */
export function runInTurn<Result>(turn: TurnRecord, run: () => Result): Result {
  return scopes.run(
    {
      turn,
      outer: undefined,
      method: undefined,
      self: undefined,
      isRunning: true,
      outgoingIntent: undefined,
    },
    run,
  )
}

/** Runs a turn that is not recorded, so that it never counts for the recorded turn that it was started from. */
export function runOutsideTurns<Result>(run: () => Result): Result {
  return scopes.getStore() === undefined ? run() : scopes.run(undefined, run)
}

export function runInScope<Result>(scope: CallScope, run: () => Result): Result {
  return scopes.run(scope, run)
}

/** The turn whose asynchronous context this is. */
export function currentTurn(): TurnRecord | undefined {
  return scopes.getStore()?.turn
}

/** The innermost scope of the turn here; undefined in code that the turn's asynchronous context does not reach. */
export function currentScope(turn: TurnRecord): CallScope | undefined {
  const scope = scopes.getStore()
  return scope?.turn === turn ? scope : undefined
}

/** The nearest call in progress, from the scope outwards, that `matches`. */
export function runningCall(
  scope: CallScope | undefined,
  matches: (scope: CallScope, method: TrackedMethod) => boolean,
): CallScope | undefined {
  for (let at = scope; at !== undefined; at = at.outer) {
    if (at.isRunning && at.method !== undefined && matches(at, at.method)) return at
  }
  return undefined
}

/** The call whose outgoing messages are its own to name. */
export function outgoingCall(scope: CallScope | undefined): CallScope | undefined {
  return runningCall(scope, (_call, method) => method.kind === 'outgoing')
}
