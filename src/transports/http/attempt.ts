import { clearTimeout, setTimeout } from 'node:timers'
/** One attempt's abort signal: fires when the client gives up, or the attempt's time is over. */
export class Attempt {
  readonly #controller = new AbortController()
  readonly #client: AbortSignal
  readonly #timer: NodeJS.Timeout
  readonly #abort: () => void

  constructor(client: AbortSignal, timeoutMs: number) {
    this.#client = client
    this.#abort = () => this.#controller.abort(new Error('the client gave up on the attempt'))
    client.addEventListener('abort', this.#abort)
    this.#timer = setTimeout(
      () => this.#controller.abort(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    )
    if (client.aborted) this.#abort()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#client.removeEventListener('abort', this.#abort)
  }
}
