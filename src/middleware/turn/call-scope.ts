import { AsyncLocalStorage } from 'node:async_hooks'
import type { IntentRank, IntentScope, TurnRecord } from './turn-record'

/** What a tracked method records: the intent of the incoming message, that of the messages it sends, or an event. */
export type TrackedKind = 'incoming' | 'outgoing' | 'event'

/** One decoration of one method. */
export interface TrackedMethod {
  readonly kind: TrackedKind
  readonly member: string | symbol
  /** The method as written, without our decorators. */
  readonly original: unknown
}

/** One call of a tracked method, as far as its own asynchronous context reaches; or the turn itself. */
export interface CallScope extends IntentScope {
  readonly turn: TurnRecord
  readonly outer: CallScope | undefined
  readonly method: TrackedMethod | undefined
  readonly self: unknown
  isRunning: boolean
  outgoingIntentRank: IntentRank
}

const scopes = new AsyncLocalStorage<CallScope | undefined>()

/** The scope of a call, not yet running; without a method, that of the turn itself. */
export function callScope(turn: TurnRecord, method?: TrackedMethod, self?: unknown): CallScope {
  const outer = method && currentScope(turn)
  return { turn, outer, method, self, isRunning: false, outgoingIntent: undefined, outgoingIntentRank: 0 }
}

/** Code that runs in here finds the turn without a context. */
export function runInScope<Result>(scope: CallScope, run: () => Result): Result {
  return scopes.run(scope, run)
}

/** Runs a turn that is not recorded: nothing of it counts for the recorded turn that started it. */
export function runOutsideTurns<Result>(run: () => Result): Result {
  return scopes.getStore() === undefined ? run() : scopes.run(undefined, run)
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
