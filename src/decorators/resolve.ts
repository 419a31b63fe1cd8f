import { isPromise } from 'node:util/types'
import type { CallScope } from '../middleware/turn/turn-record'
import { callLabel } from './call-label'
import type { Resolvable, TrackedCall } from './tracked-call'

/** Reads the field of a decorator's options for one call; `instead` where its function fails. */
export type Resolve = <Value>(
  field: string,
  resolvable: Resolvable<TrackedCall, Value> | undefined,
  instead?: Value,
) => Value | undefined

/** A function that throws, or returns a promise, is reported with the decorator, the method and the field. */
export function resolverFor({ turn, method, self }: CallScope, call: TrackedCall): Resolve {
  return (field, resolvable, instead) => {
    if (!isResolver(resolvable)) return resolvable
    try {
      return synchronous(field, resolvable(call))
    } catch (error) {
      const label = method === undefined ? 'A decorator' : callLabel(method, self)
      turn.reporter.failed(`${label}: the resolver of ${field} failed`, error)
      return instead
    }
  }
}

export function isResolver<Call, Value>(
  resolvable: Resolvable<Call, Value> | undefined,
): resolvable is (call: Call) => Value | undefined {
  return typeof resolvable === 'function'
}

function synchronous<Value>(field: string, value: Value): Value {
  if (!isPromise(value)) return value
  value.catch(() => {})
  throw new TypeError(`The resolver of ${field} returned a promise; it must return the value`)
}
