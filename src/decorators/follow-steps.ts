import { isPromise } from 'node:util/types'
import { FollowedObjects, type Operation } from './follow-object'
import type { PendingRuns } from './pending-runs'
import { insideAll, type TrackedRun } from './tracked-run'

const iterators = new FollowedObjects(['next', 'return', 'throw'], followStep)

/**
 * Follows an iterator from its first step to its end: each step runs inside of the call. The object stays the one that
 * the method returned, so its steps are replaced on it. The call of an iterator that cannot be followed ends at once.
 */
export function followSteps(run: TrackedRun, iterator: object): void {
  const pending = iterators.pendingOf(iterator)
  if (pending !== undefined) {
    pending.add(run)
    return
  }
  run.start()
  run.succeed(iterator)
}

function followStep(pending: PendingRuns, { name, args, apply }: Operation): unknown {
  const here = pending.here()
  const runs = name === 'next' ? here : here.filter((run) => pending.hasBegun(run))
  if (runs.length === 0) return apply(args)
  for (const run of [...runs].reverse()) {
    pending.begin(run)
    run.start()
  }
  const end = (act: (run: TrackedRun) => void): void => {
    for (const run of runs) {
      pending.remove(run)
      act(run)
    }
  }
  const ended = (outcome: unknown): unknown => {
    const { done, value } = Object(outcome) as IteratorResult<unknown>
    if (done) end((run) => run.succeed(value))
    return outcome
  }
  const failed = (error: unknown): never => {
    end((run) => run.fail(error))
    throw error
  }
  let outcome: unknown
  try {
    outcome = insideAll(runs, () => apply(args))
  } catch (error) {
    return failed(error)
  }
  return isPromise(outcome) ? outcome.then(ended, failed) : ended(outcome)
}
