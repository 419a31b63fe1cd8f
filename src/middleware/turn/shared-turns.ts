import { AsyncLocalStorage } from 'node:async_hooks'
import { type CallScope, TURN_FORMAT, type TurnRecord } from './turn-record'

/** What all copies of this library in a process share: npm link, a monorepo or Jest may load several. */
export interface SharedTurns {
  readonly scopes: AsyncLocalStorage<CallScope | undefined>
  /** The turns of contexts, also of those that the SDK has revoked. */
  readonly turns: WeakMap<object, TurnRecord>
}

type Registry = Map<number, SharedTurns>

const key = Symbol.for('botbuilder-dashbot.turns')

function sharedTurns(): SharedTurns {
  const registry: Registry = Reflect.get(globalThis, key) ?? new Map()
  const shared = registry.get(TURN_FORMAT) ?? { scopes: new AsyncLocalStorage(), turns: new WeakMap() }
  registry.set(TURN_FORMAT, shared)
  Reflect.set(globalThis, key, registry)
  return shared
}

export const { scopes, turns } = sharedTurns()

/** true where a copy of this library is loaded whose decorators and functions do not find this one's turns. */
export function hasIncompatibleCopy(): boolean {
  const registry: Registry | undefined = Reflect.get(globalThis, key)
  return registry !== undefined && [...registry.keys()].some((format) => format !== TURN_FORMAT)
}
