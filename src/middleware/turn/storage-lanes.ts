import { withinTime } from '../../internal/within-time'

/** How long a request to the storage may take, with those of its lane before it, in ms: a turn is held meanwhile. */
const STORAGE_TIMEOUT_MS = 2_000

/** Does the work of each lane one after the other: a storage may answer requests in any order. */
export class StorageLanes {
  /** The last work of each lane that is busy. */
  readonly #last = new Map<string, Promise<void>>()

  /** Rejects where the work fails, or takes longer than 2 s: the lane goes on then. */
  run<Result>(lane: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(lane)
    const result = withinTime(before === undefined ? work() : before.then(work), {
      timeoutMs: STORAGE_TIMEOUT_MS,
    })
    const last = result.then(nothing, nothing).then(() => {
      if (this.#last.get(lane) === last) this.#last.delete(lane)
    })
    this.#last.set(lane, last)
    return result
  }
}

function nothing(): void {}
