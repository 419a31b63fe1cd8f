import { attempt } from '../mapping/attempt'
import { PendingRuns } from './pending-runs'

export interface Operation {
  readonly name: PropertyKey
  readonly args: readonly unknown[]
  /** Runs the operation as it was, with these arguments. */
  readonly apply: (args: readonly unknown[]) => unknown
}

/** What an operation does while calls that returned its object wait for their end. */
export type Follow = (pending: PendingRuns, operation: Operation) => unknown

type Method = (this: unknown, ...args: unknown[]) => unknown

/** Objects whose operations are followed, in one way. An object may be returned again: its operations are replaced once. */
export class FollowedObjects {
  readonly #names: readonly PropertyKey[]
  readonly #follow: Follow
  /** Without pending runs: the object cannot be followed. */
  readonly #objects = new WeakMap<object, { readonly pending: PendingRuns | undefined }>()

  constructor(names: readonly PropertyKey[], follow: Follow) {
    this.#names = names
    this.#follow = follow
  }

  /** @returns undefined where the object cannot be followed: it is frozen, a proxy, or throws */
  pendingOf(object: object): PendingRuns | undefined {
    const known = this.#objects.get(object)
    if (known !== undefined) return known.pending
    const pending = attempt((subject) => this.#replaceAll(subject), object)
    this.#objects.set(object, { pending })
    return pending
  }

  #replaceAll(object: object): PendingRuns | undefined {
    const pending = new PendingRuns()
    const isFollowed = this.#names.every((name) => {
      const method: unknown = Reflect.get(object, name)
      return typeof method !== 'function' || this.#replace(object, name, method as Method, pending)
    })
    return isFollowed ? pending : undefined
  }

  #replace(object: object, name: PropertyKey, method: Method, pending: PendingRuns): boolean {
    const follow = this.#follow
    const value = function (this: unknown, ...args: unknown[]): unknown {
      return follow(pending, { name, args, apply: (given) => method.apply(this, [...given]) })
    }
    Reflect.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: false })
    return Reflect.get(object, name) === value
  }
}
