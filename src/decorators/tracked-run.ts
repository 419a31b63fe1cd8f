import { runInScope, scopeAround } from '../middleware/turn/call-scope'
import type { TurnContextLike } from '../middleware/turn/turn-context-like'
import type { CallScope, TrackedMethod, TurnRecord } from '../middleware/turn/turn-record'
import { callLabel } from './call-label'
import type { TrackedCall } from './tracked-call'

/** What a decoration records of the calls of its method. */
export interface Tracking extends TrackedMethod {
  /** What is known before the method ran. */
  readonly onStart?: ((scope: CallScope) => void) | undefined
  readonly onEnd: (scope: CallScope, call: TrackedCall, about: { readonly hasFailed: boolean }) => void
}

/** One call of a tracked method, from its start to its end. What fails in here goes to the client's `onError`. */
export class TrackedRun {
  readonly tracking: Tracking
  readonly #scope: CallScope
  /** The turn in whose asynchronous context the method was called: for the most part its own. */
  readonly #around: TurnRecord | undefined
  readonly #context: TurnContextLike
  readonly #args: never[]
  #startedAt: number | undefined
  #isHeld = false
  #knownResult: object | undefined

  constructor(tracking: Tracking, scope: CallScope, context: TurnContextLike, args: never[]) {
    this.tracking = tracking
    this.#scope = scope
    this.#around = scopeAround()?.turn
    this.#context = context
    this.#args = args
  }

  get turn(): TurnRecord {
    return this.#scope.turn
  }

  /** true where the call was made in the asynchronous context of the turn, or in none and there is none here. */
  isOf(turn: TurnRecord | undefined): boolean {
    return turn === this.#around || turn === this.turn
  }

  /** Begins the call, or goes on with a suspended one: the turn waits for its end, since its intent may be known then. */
  start(): void {
    if (this.#startedAt === undefined) {
      this.#startedAt = Date.now()
      this.#scope.isRunning = true
      this.#hold()
      this.#guard(() => this.tracking.onStart?.(this.#scope))
    } else if (this.#scope.isRunning) this.#hold()
  }

  /**
   * The rest of the call begins when its caller asks for it, which may be never: until then the turn does not wait.
   *
   * @param result What the call comes to, where that is known by now.
   */
  suspend(result?: object): void {
    this.#knownResult = result
    this.#release()
  }

  /** Runs the method or a part of it: the messages that it sends are its own. */
  inside<Result>(run: () => Result): Result {
    return runInScope(this.#scope, run)
  }

  succeed(result: unknown): void {
    this.#end({ result: this.#knownResult ?? result, error: undefined }, false)
  }

  fail(error: unknown): void {
    this.#end({ result: undefined, error }, true)
  }

  #end(outcome: { readonly result: unknown; readonly error: unknown }, hasFailed: boolean): void {
    if (!this.#scope.isRunning) return
    this.#scope.isRunning = false
    const endedAt = Date.now()
    const call: TrackedCall = {
      context: this.#context,
      args: this.#args,
      startedAt: this.#startedAt ?? endedAt,
      endedAt,
      ...outcome,
    }
    this.#guard(() => this.tracking.onEnd(this.#scope, call, { hasFailed }))
    this.#release()
  }

  #hold(): void {
    if (this.#isHeld) return
    this.#isHeld = true
    this.#scope.turn.reporter.hold(this.#scope.turn)
  }

  #release(): void {
    if (!this.#isHeld) return
    this.#isHeld = false
    this.#scope.turn.reporter.release(this.#scope.turn)
  }

  #guard(act: () => void): void {
    try {
      act()
    } catch (error) {
      const { turn, self } = this.#scope
      turn.reporter.failed(`${callLabel(this.tracking, self)} was not recorded`, error)
    }
  }
}

/** Runs a part of several calls, the innermost first. */
export function insideAll<Result>(runs: readonly TrackedRun[], part: () => Result): Result {
  return runs.reduce((inner, run) => () => run.inside(inner), part)()
}
