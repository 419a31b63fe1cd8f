import { scopes } from './shared-turns'
import type { CallScope, TrackedMethod, TurnRecord } from './turn-record'

/** The scope of a call, not yet running; without a method, that of the turn itself. */
export function callScope(turn: TurnRecord, method?: TrackedMethod, self?: unknown): CallScope {
  const outer = method && currentScope(turn)
  return {
    turn,
    outer,
    method,
    self,
    isRunning: false,
    outgoingIntent: undefined,
    outgoingIntentRank: 0,
    outgoingIsReported: false,
  }
}

/** Code that runs in here finds the turn without a context. */
export function runInScope<Result>(scope: CallScope, run: () => Result): Result {
  return scopes.run(scope, run)
}

/** Runs a turn that is not recorded: nothing of it counts for the recorded turn that started it. */
export function runOutsideTurns<Result>(run: () => Result): Result {
  return scopes.getStore() === undefined ? run() : scopes.run(undefined, run)
}

/** The scope whose asynchronous context this is. */
export function scopeAround(): CallScope | undefined {
  return scopes.getStore()
}

/** true where the scope's turn, or a call of a tracked method around, is still in progress. */
export function isInProgress(scope: CallScope): boolean {
  return !scope.turn.isOver || runningCall(scope, () => true) !== undefined
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
