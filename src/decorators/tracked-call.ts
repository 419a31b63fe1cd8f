import type { TurnContextLike } from '../middleware/turn/turn-context-like'

/** Any method: async or not, a generator or not, static or not. */
export type Method = (...args: never[]) => unknown

/** What a method comes to in the end: what its promise resolves to, what its generator returns, or its value. */
export type ResultOf<M extends Method> =
  ReturnType<M> extends Generator<unknown, infer Result> | AsyncGenerator<unknown, infer Result>
    ? Result
    : Awaited<ReturnType<M>>

/** The type of the context that a method is given; the structural one where it is given none. */
export type ContextOf<M extends Method> = [ContextIn<Parameters<M>[number]>] extends [never]
  ? TurnContextLike
  : ContextIn<Parameters<M>[number]>

type ContextIn<Argument> = Argument extends TurnContextLike
  ? Argument
  : Argument extends { readonly context: infer Context extends TurnContextLike }
    ? Context
    : never

/** One call of a tracked method, as resolvers see it. */
export interface TrackedCall<M extends Method = Method, Result = ResultOf<M> | undefined> {
  readonly context: ContextOf<M>
  readonly args: Parameters<M>
  /** What the method came to; undefined where it threw. */
  readonly result: Result
  /** What the method threw. */
  readonly error: unknown
  /** Wall clock, ms since the epoch. */
  readonly startedAt: number
  /** Wall clock, ms since the epoch. */
  readonly endedAt: number
}

/** A value, or a function of the call that gives it. Undefined leaves the field out. */
export type Resolvable<Call, Value> = Value | ((call: Call) => Value | undefined)
