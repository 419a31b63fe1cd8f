import { isPromise } from 'node:util/types'
import type { TrackedRun } from './tracked-run'

/** true for a promise, of any realm, whose `then` is the built-in one: it runs whether `then` is called or not. */
export function isNativePromise(value: unknown): value is Promise<unknown> {
  if (!isPromise(value)) return false
  const { then } = value
  return then === Promise.prototype.then || /\[native code\]/.test(Function.prototype.toString.call(then))
}

/** Settles as the promise does, so that a rejection which nobody handles is still known as such. */
export function settled(run: TrackedRun, promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (result) => {
      run.succeed(result)
      return result
    },
    (error: unknown) => {
      run.fail(error)
      throw error
    },
  )
}
