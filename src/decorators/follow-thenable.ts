import { AsyncResource } from 'node:async_hooks'
import { attempt } from '../mapping/attempt'
import { isNativePromise, settled } from './native-promise'
import type { TrackedRun } from './tracked-run'

type Callback = (value: unknown) => unknown
type Operation = (this: unknown, ...args: unknown[]) => unknown

/** Begin what queries of Prisma, Knex, Mongoose and Drizzle stand for, or return the outcome of a promise of Bluebird. */
const operations = ['then', 'catch', 'finally', 'exec', 'execute'] as const

/**
 * Follows an object with `then` that is not a native promise, when its caller calls `then` or what begins it otherwise.
 *
 * @returns false for anything else, and for an object that cannot be followed
 */
export function followThenable(run: TrackedRun, value: unknown): boolean {
  if (!isThenable(value)) return false
  const isFollowed = operations.every((name) => {
    const operation: unknown = Reflect.get(value, name)
    return typeof operation !== 'function' || replaced(run, value, name, operation as Operation)
  })
  if (isFollowed) run.suspend()
  return isFollowed
}

function isThenable(value: unknown): value is object {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return isObject && typeof attempt((subject) => Reflect.get(subject, 'then'), value) === 'function'
}

/** @returns false where the object did not take it: it is frozen, or a proxy */
function replaced(run: TrackedRun, thenable: object, name: string, operation: Operation): boolean {
  const follow = function (this: unknown, ...args: unknown[]): unknown {
    run.start()
    const callbacks = watching(run, name, args)
    const result = run.inside(() => operation.apply(this, callbacks))
    if (name === 'then') return result
    if (isNativePromise(result)) return settled(run, result)
    // A library's own promise, such as that of Bluebird's `finally`.
    if (!followThenable(run, result)) run.succeed(result)
    return result
  }
  Reflect.defineProperty(thenable, name, {
    value: follow,
    writable: true,
    configurable: true,
    enumerable: false,
  })
  return Reflect.get(thenable, name) === follow
}

/** The arguments, with callbacks that note the outcome first. They run in the caller's asynchronous context. */
function watching(run: TrackedRun, name: string, args: readonly unknown[]): unknown[] {
  if (name === 'then') {
    const [fulfilled, rejected, ...others] = args
    return [watcher(run, 'succeed', fulfilled), watcher(run, 'fail', rejected), ...others]
  }
  const last = args.at(-1)
  return name === 'catch' && typeof last === 'function'
    ? [...args.slice(0, -1), watcher(run, 'fail', last)]
    : [...args]
}

function watcher(run: TrackedRun, outcome: 'succeed' | 'fail', given: unknown): Callback {
  const callback = typeof given === 'function' ? AsyncResource.bind(given as Callback) : undefined
  return (value) => {
    run[outcome](value)
    if (callback !== undefined) return callback(value)
    if (outcome === 'fail') throw value
    return value
  }
}
