import { AsyncResource } from 'node:async_hooks'
import type { TwitterActivity } from '../activities/twitter-activity'
import type { InboxEvent } from '../inbox/inbox'

/** Runs the bot's turn for an activity. A rejection is a failed turn: the bot's `onTurnError` did not handle it. */
export type RunTurn = (activity: TwitterActivity, attempt: number) => Promise<void>

/** A request that waits for the turns of its events. */
export interface Caller {
  readonly runTurn: RunTurn
  /** The asynchronous context of the request, in which its turns run. */
  readonly context: AsyncResource
  /** How many of its events have a turn that is not over. */
  open: number
  resolve(): void
}

/** What a request waits for. */
export interface Waiting {
  /** Of its events that no earlier request waits for. */
  readonly keys: readonly string[]
  /** Resolves when their turns are over, or run elsewhere; undefined where there are none. */
  readonly over: Promise<void> | undefined
}

/** The requests that wait for turns, by the keys of their events. */
export class Callers {
  readonly #callers = new Map<string, Caller>()

  get(key: string): Caller | undefined {
    return this.#callers.get(key)
  }

  add(events: readonly InboxEvent[], runTurn: RunTurn): Waiting {
    const keys = events.map(({ key }) => key).filter((key) => !this.#callers.has(key))
    if (keys.length === 0) return { keys, over: undefined }
    let resolve = () => {}
    const over = new Promise<void>((settle) => {
      resolve = settle
    })
    const caller = { runTurn, context: new AsyncResource('TwitterTurn'), open: keys.length, resolve }
    for (const key of keys) this.#callers.set(key, caller)
    return { keys, over }
  }

  release(key: string): void {
    const caller = this.#callers.get(key)
    if (caller === undefined) return
    this.#callers.delete(key)
    caller.open -= 1
    if (caller.open === 0) caller.resolve()
  }

  releaseAll(keys: Iterable<string> = [...this.#callers.keys()]): void {
    for (const key of keys) this.release(key)
  }
}
