import { asObject } from '../internal/json'
import { followSteps } from './follow-steps'
import type { TrackedRun } from './tracked-run'

type Iterate = (this: unknown) => object

/**
 * Follows an asynchronous iterable that is not a generator, such as the stream of a language model, from the first step
 * of its caller's iteration to the end. One that can be read otherwise too (a stream of Node or of the web) is not
 * followed: its end may never show here.
 *
 * @returns false for anything else
 */
export function followAsyncIterable(run: TrackedRun, value: unknown): boolean {
  const iterable = asObject(value)
  if (iterable === undefined) return false
  const iterate = Reflect.get(iterable, Symbol.asyncIterator) as Iterate | undefined
  if (typeof iterate !== 'function' || 'pipe' in iterable || 'getReader' in iterable) return false
  const followed = function (this: unknown): object {
    const iterator = run.inside(() => iterate.call(this))
    followSteps(run, iterator, iterable)
    return iterator
  }
  const isReplaced = Reflect.defineProperty(iterable, Symbol.asyncIterator, {
    value: followed,
    writable: true,
    configurable: true,
  })
  if (isReplaced) run.suspend()
  return isReplaced
}
