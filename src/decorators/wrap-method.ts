import 'reflect-metadata'
import { isAsyncFunction, isGeneratorFunction, isGeneratorObject, isPromise } from 'node:util/types'
import { callScope, currentScope, runningCall } from '../middleware/turn/call-scope'
import { findTurn } from '../middleware/turn/find-turn'
import { findContext } from '../middleware/turn/turn-context-like'
import type { TurnRecord } from '../middleware/turn/turn-record'
import { followGenerator } from './follow-generator'
import { TrackedRun, type Tracking } from './tracked-run'

export type AnyMethod = (this: unknown, ...args: never[]) => unknown

/** The methods beneath wrappers, however many of them were put on top of each other. */
const originals = new WeakMap<AnyMethod, AnyMethod>()

/** The method as its author wrote it. */
export function originalOf(method: AnyMethod): AnyMethod {
  return originals.get(method) ?? method
}

/**
 * A function that does what the method does, and tells of its calls. It has the method's name, length, own properties
 * and metadata, and keeps `this`, the arguments and the returned value; a promise is the method's own, unless the
 * method is an async function, whose promise nobody else has.
 */
export function wrapMethod(method: AnyMethod, tracking: Tracking): AnyMethod {
  const { tracked } = {
    tracked(this: unknown, ...args: never[]): unknown {
      return runTracked(method, tracking, this, args)
    },
  }
  Object.defineProperties(tracked, Object.getOwnPropertyDescriptors(method))
  for (const key of Reflect.getOwnMetadataKeys(method)) {
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, method), tracked)
  }
  originals.set(tracked, originalOf(method))
  return tracked
}

/** For a report. */
function labelOf({ kind, member }: Tracking): string {
  return `${kind === 'event' ? '@TrackEvent' : '@TrackIntent'} on ${String(member)}`
}

function runTracked(method: AnyMethod, tracking: Tracking, self: unknown, args: never[]): unknown {
  const turn = findTurn(self, args, labelOf(tracking))
  if (turn === undefined || isToldAlready(tracking, turn, self)) return Reflect.apply(method, self, args)

  const scope = callScope(turn, tracking, self)
  const run = new TrackedRun(tracking, scope, findContext(self, args) ?? turn.context, args)
  if (!isGeneratorFunction(tracking.original)) run.start()
  let result: unknown
  try {
    result = run.inside(() => Reflect.apply(method, self, args))
  } catch (error) {
    run.fail(error)
    throw error
  }
  return followed(run, result, tracking)
}

/**
 * The outermost call tells: one intent a message, and one event for a method and what it overrides. Several events on
 * one method are each told.
 */
function isToldAlready(tracking: Tracking, turn: TurnRecord, self: unknown): boolean {
  const told = runningCall(currentScope(turn), (call, method) => {
    if (method.kind !== tracking.kind) return false
    if (tracking.kind !== 'event') return true
    const isStacked = method !== tracking && method.original === tracking.original
    return method.member === tracking.member && call.self === self && !isStacked
  })
  return told !== undefined
}

function followed(run: TrackedRun, result: unknown, { original }: Tracking): unknown {
  if (isGeneratorObject(result)) {
    followGenerator(run, result)
    return result
  }
  if (!isPromise(result)) {
    run.succeed(result)
    return result
  }
  if (isAsyncFunction(original)) return settled(run, result)
  watch(run, result)
  return result
}

/** Settles as the promise does, so that a rejection which nobody handles is still known as such. */
function settled(run: TrackedRun, promise: Promise<unknown>): Promise<unknown> {
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
