import { AsyncResource } from 'node:async_hooks'
import { attempt } from '../mapping/attempt'
import { followIteration } from './follow-async-iterable'
import { FollowedObjects, type Operation } from './follow-object'
import { isNativePromise, settled } from './native-promise'
import type { PendingRuns } from './pending-runs'
import { insideAll, type TrackedRun } from './tracked-run'

type Callback = (value: unknown) => unknown

/** Begin what queries of Prisma, Knex, Mongoose and Drizzle stand for, or return the outcome of a promise of Bluebird. */
const operations = ['then', 'catch', 'finally', 'exec', 'execute', Symbol.asyncIterator] as const

const thenables = new FollowedObjects(operations, (pending, operation) =>
  operation.name === Symbol.asyncIterator
    ? followIteration(pending, operation)
    : followOperation(pending, operation),
)

/**
 * Follows an object with `then` that is not a native promise, when its caller calls `then` or what begins it otherwise.
 *
 * @returns false for anything else, and for an object that cannot be followed
 */
export function followThenable(run: TrackedRun, value: unknown): boolean {
  if (!isThenable(value)) return false
  const pending = thenables.pendingOf(value)
  if (pending === undefined) return false
  pending.add(run)
  run.suspend()
  return true
}

function isThenable(value: unknown): value is object {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return isObject && typeof attempt((subject) => Reflect.get(subject, 'then'), value) === 'function'
}

function followOperation(pending: PendingRuns, { name, args, apply }: Operation): unknown {
  const runs = pending.take()
  if (runs.length === 0) return apply(args)
  for (const run of runs) run.start()
  const callbacks = runs.reduceRight((given, run) => watching(run, name, given), args)
  let result: unknown
  try {
    result = insideAll(runs, () => apply(callbacks))
  } catch (error) {
    for (const run of runs) run.fail(error)
    throw error
  }
  if (name === 'then') return result
  if (isNativePromise(result)) return runs.reduce((promise, run) => settled(run, promise), result)
  // A library's own promise, such as that of Bluebird's `finally`.
  for (const run of runs) if (!followThenable(run, result)) run.succeed(result)
  return result
}

/** The arguments, with callbacks that note the outcome first. They run in the caller's asynchronous context. */
function watching(run: TrackedRun, name: PropertyKey, args: readonly unknown[]): readonly unknown[] {
  if (name === 'then') {
    const [fulfilled, rejected, ...others] = args
    return [watcher(run, 'succeed', fulfilled), watcher(run, 'fail', rejected), ...others]
  }
  const last = args.at(-1)
  return name === 'catch' && typeof last === 'function'
    ? [...args.slice(0, -1), watcher(run, 'fail', last)]
    : args
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
