import { attempt } from '../mapping/attempt'
import { FollowedObjects, type Operation } from './follow-object'
import { followSteps } from './follow-steps'
import type { PendingRuns } from './pending-runs'
import { insideAll, type TrackedRun } from './tracked-run'

/** Other ways to read what can be iterated: of streams of Node and of the web, and of databases' cursors. */
const otherWays = ['pipe', 'getReader', 'toArray', 'forEach'] as const

const iterables = new FollowedObjects([Symbol.asyncIterator], followIteration)

/**
 * Follows an asynchronous iterable that is not a generator, such as the stream of a language model, from the first step
 * of its caller's iteration to the end. One that can be read otherwise too is not followed: its end may never show here.
 *
 * @returns false for anything else, and for an object that cannot be followed
 */
export function followAsyncIterable(run: TrackedRun, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const pending = attempt(pendingOf, value)
  if (pending === undefined) return false
  pending.add(run)
  run.suspend(value)
  return true
}

function pendingOf(value: object): PendingRuns | undefined {
  if (typeof Reflect.get(value, Symbol.asyncIterator) !== 'function') return undefined
  return otherWays.some((way) => way in value) ? undefined : iterables.pendingOf(value)
}

/** Follows the iterator that the operation returns. */
export function followIteration(pending: PendingRuns, { args, apply }: Operation): unknown {
  const runs = pending.take()
  let iterator: unknown
  try {
    iterator = insideAll(runs, () => apply(args))
  } catch (error) {
    for (const run of runs) run.fail(error)
    throw error
  }
  for (const run of runs) followSteps(run, Object(iterator))
  return iterator
}
