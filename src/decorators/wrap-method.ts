import 'reflect-metadata'
import { isGeneratorFunction } from 'node:util/types'
import { callScope, currentScope, runningCall } from '../middleware/turn/call-scope'
import { findTurn } from '../middleware/turn/find-turn'
import { findContext } from '../middleware/turn/turn-context-like'
import type { TurnRecord } from '../middleware/turn/turn-record'
import { callLabel } from './call-label'
import { followResult } from './follow-result'
import { TrackedRun, type Tracking } from './tracked-run'

export type AnyMethod = (this: unknown, ...args: never[]) => unknown

/** The method beneath each wrapper, without any of ours. */
const originals = new WeakMap<AnyMethod, AnyMethod>()

/** The method as its author wrote it. */
export function originalOf(method: AnyMethod): AnyMethod {
  return originals.get(method) ?? method
}

/**
 * A function that does what the method does, and records its calls. It has the method's name, length, own properties
 * and metadata, and keeps `this`, the arguments and the returned value.
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

function runTracked(method: AnyMethod, tracking: Tracking, self: unknown, args: never[]): unknown {
  const turn = findTurn(self, args, callLabel(tracking, self))
  if (turn === undefined || isPartOfOuterCall(tracking, turn, self)) return Reflect.apply(method, self, args)

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
  return followResult(run, result, tracking.original)
}

/**
 * An intent is named by the outermost call: a message has one. An event of a method that overrides another, and calls it
 * by `super`, is recorded once; a method that calls itself is recorded for each call, and several events on one method
 * are each recorded.
 */
function isPartOfOuterCall({ kind, member, original }: Tracking, turn: TurnRecord, self: unknown): boolean {
  const outer = runningCall(currentScope(turn), (call, method) => {
    if (kind !== 'event') return method.kind === kind
    return method.kind === kind && method.member === member && call.self === self
  })
  return outer !== undefined && (kind !== 'event' || outer.method?.original !== original)
}
