import type { CallScope } from '../middleware/turn/turn-record'
import type { Resolvable, TrackedCall } from './tracked-call'

/**
 * Reads the fields of a decorator's options for one call. A resolver that throws, or returns a promise, leaves its field
 * out and goes to the client's `onError`.
 */
export function resolverFor(
  { turn }: CallScope,
  call: TrackedCall,
): <Value>(field: string, resolvable: Resolvable<TrackedCall, Value> | undefined) => Value | undefined {
  return (field, resolvable) => {
    if (!isResolver(resolvable)) return resolvable
    try {
      return synchronous(field, resolvable(call))
    } catch (error) {
      turn.reporter.failed(`The resolver of ${field} failed`, error)
      return undefined
    }
  }
}

export function isResolver<Call, Value>(
  resolvable: Resolvable<Call, Value> | undefined,
): resolvable is (call: Call) => Value | undefined {
  return typeof resolvable === 'function'
}

function synchronous<Value>(field: string, value: Value): Value {
  if (!(value instanceof Promise)) return value
  value.catch(() => {})
  throw new TypeError(`The resolver of ${field} returned a promise; it must return the value`)
}
