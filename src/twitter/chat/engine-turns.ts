import { setImmediate } from 'node:timers'
/**
 * Lets one synchronous call of the engine run in each round of the event loop: 300 events at once would else hold up
 * everything for most of a second.
 */
export class EngineTurns {
  #last: Promise<unknown> = Promise.resolve()

  run<Result>(call: () => Result): Promise<Result> {
    const result = this.#last.then(nextRound).then(call)
    this.#last = result.catch(() => undefined)
    return result
  }
}

function nextRound(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
