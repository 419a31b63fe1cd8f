import { isPromise } from 'node:util/types'
import type { TrackedRun } from './tracked-run'

type Step = (this: unknown, ...args: unknown[]) => unknown

/**
 * Follows an iterator from its first step to its end: each step runs inside of the call. The object stays the one that
 * the method returned, so its steps are replaced on it.
 *
 * @param result What the call came to; undefined: what the iterator returns.
 */
export function followSteps(run: TrackedRun, iterator: object, result?: object | undefined): void {
  const steps = iterator as Record<string, Step>
  let hasBegun = false
  for (const name of ['next', 'return', 'throw']) {
    const step = steps[name]
    if (typeof step !== 'function') continue
    const value = function (this: unknown, ...args: unknown[]): unknown {
      if (name !== 'next' && !hasBegun) return step.apply(this, args)
      hasBegun = true
      run.start()
      return followStep(run, () => step.apply(this, args), result)
    }
    Reflect.defineProperty(iterator, name, { value, writable: true, configurable: true })
  }
}

function followStep(run: TrackedRun, step: () => unknown, result: object | undefined): unknown {
  try {
    const outcome = run.inside(step)
    if (!isPromise(outcome)) return ended(run, outcome, result)
    return outcome.then(
      (settled) => ended(run, settled, result),
      (error: unknown) => {
        run.fail(error)
        throw error
      },
    )
  } catch (error) {
    run.fail(error)
    throw error
  }
}

function ended(run: TrackedRun, outcome: unknown, result: object | undefined): unknown {
  const { done, value } = Object(outcome) as IteratorResult<unknown>
  if (done) run.succeed(result ?? value)
  return outcome
}
