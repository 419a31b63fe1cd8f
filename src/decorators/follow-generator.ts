import { isPromise } from 'node:util/types'
import type { TrackedRun } from './tracked-run'

type Step = (this: unknown, ...args: unknown[]) => unknown

/**
 * Follows a generator to its end, from its first step: each step runs inside of the call. The object stays the one that
 * the method returned, so its steps are replaced on it.
 */
export function followGenerator(run: TrackedRun, generator: object): void {
  const steps = generator as Record<string, Step>
  for (const name of ['next', 'return', 'throw']) {
    const step = steps[name]
    if (step === undefined) continue
    const value = function (this: unknown, ...args: unknown[]): unknown {
      if (name !== 'next' && !run.hasStarted) return step.apply(this, args)
      run.start()
      return followStep(run, () => step.apply(this, args))
    }
    Reflect.defineProperty(generator, name, { value, writable: true, configurable: true })
  }
}

function followStep(run: TrackedRun, step: () => unknown): unknown {
  try {
    const result = run.inside(step)
    if (!isPromise(result)) return followResult(run, result)
    return result.then(
      (settled) => followResult(run, settled),
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

function followResult(run: TrackedRun, result: unknown): unknown {
  const { done, value } = result as IteratorResult<unknown>
  if (done) run.succeed(value)
  return result
}
