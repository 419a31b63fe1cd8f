import { AsyncLocalStorage } from 'node:async_hooks'
import { type CallScope, TURN_FORMAT, type TurnRecord } from './turn-record'

/** What all copies of this library in a process share: npm link, a monorepo or Jest may load several. */
interface SharedTurns {
  readonly scopes: AsyncLocalStorage<CallScope | undefined>
  /** The turns that ended last, in a ring: their contexts are revoked, and name them by their identity alone. */
  readonly ended: TurnRecord[]
  next: number
  /** true once a middleware is made. */
  hasMiddleware: boolean
}

/** A WeakMap would find all, but what is put in one outlives the collections of young objects: it doubles a turn's cost. */
export const MAX_ENDED = 1_024

type Registry = Map<number, SharedTurns>

const key = Symbol.for('botbuilder-dashbot.turns')

const registry: Registry = Reflect.get(globalThis, key) ?? new Map()
Reflect.set(globalThis, key, registry)

const shared: SharedTurns = registry.get(TURN_FORMAT) ?? {
  scopes: new AsyncLocalStorage(),
  ended: [],
  next: 0,
  hasMiddleware: false,
}
registry.set(TURN_FORMAT, shared)

export const { scopes } = shared

export function noteMiddleware(): void {
  shared.hasMiddleware = true
}

/** true where a copy of this library in the process made a middleware. */
export function hasMiddleware(): boolean {
  return shared.hasMiddleware
}

/** From here on the turn is found by its revoked context too, until 1,024 others have ended. */
export function rememberEnded(turn: TurnRecord): void {
  if (turn === lastEnded()) return
  shared.ended[shared.next] = turn
  shared.next = (shared.next + 1) % MAX_ENDED
}

/** The turn that is over and had this context. */
export function endedTurnOf(context: object): TurnRecord | undefined {
  return shared.ended.find((turn) => turn.hasContext(context))
}

/** The turn that ended last. */
export function lastEnded(): TurnRecord | undefined {
  return shared.ended.at(shared.next - 1)
}

/** true where a copy of this library is loaded whose decorators and functions do not find this one's turns. */
export function hasIncompatibleCopy(): boolean {
  return registry.size > 1
}
