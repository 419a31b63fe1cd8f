import { isAsyncFunction, isGeneratorObject } from 'node:util/types'
import { followAsyncIterable } from './follow-async-iterable'
import { followSteps } from './follow-steps'
import { followThenable } from './follow-thenable'
import { isNativePromise, settled } from './native-promise'
import type { TrackedRun } from './tracked-run'

/**
 * Ends the call when its result is complete, and returns the result. A promise is the method's own, unless the method is
 * an async function, whose promise nobody else has. What begins only when it is asked (a generator, a query that runs
 * when `then` is called, a stream) is followed from its caller's first step; nothing is called for it here.
 */
export function followResult(run: TrackedRun, result: unknown, method: unknown): unknown {
  if (isGeneratorObject(result)) {
    followSteps(run, result)
    run.suspend()
  } else if (isNativePromise(result)) {
    if (isAsyncFunction(method)) return settled(run, result)
    watch(run, result)
  } else if (!followThenable(run, result) && !followAsyncIterable(run, result)) run.succeed(result)
  return result
}

/** Without `settled`, which gives the caller another promise. */
function watch(run: TrackedRun, promise: Promise<unknown>): void {
  try {
    Promise.prototype.then.call(
      promise,
      (result) => run.succeed(result),
      (error: unknown) => run.fail(error),
    )
  } catch {
    run.succeed(promise)
  }
}
