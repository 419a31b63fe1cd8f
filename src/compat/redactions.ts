import { allowManyListeners } from '../internal/many-listeners'
import { withinTime } from '../internal/within-time'

/** Called in the order in which the redactions were added. */
interface Receiver<Result> {
  done(redacted: object): Promise<Result>
  failed(error: unknown): Promise<Result>
}

/** What a redactor of the user's own works on. It may be slow, and the payloads keep their order behind it. */
export class Redactions {
  readonly #giveUp = new AbortController()
  #last: Promise<void> | undefined

  constructor() {
    allowManyListeners(this.#giveUp.signal)
  }

  /** @returns what the receiver returns */
  async add<Result>(redaction: Promise<object>, receiver: Receiver<Result>): Promise<Result> {
    const inOrder = Promise.all([redaction, this.#last])
    const received = withinTime(inOrder, { signal: this.#giveUp.signal }).then(
      ([redacted]) => ({ result: receiver.done(redacted) }),
      (error: unknown) => ({ result: receiver.failed(error) }),
    )
    const forget = (): void => {
      if (this.#last === last) this.#last = undefined
    }
    const last = received.then(forget, forget)
    this.#last = last
    return (await received).result
  }

  /** Waits until what was added has been received, at most so long. Returns at once where nothing was. */
  received(timeoutMs: number): Promise<void> | undefined {
    return this.#last && withinTime(this.#last, { timeoutMs }).catch(() => {})
  }

  /** All that is not redacted yet fails. */
  giveUp(): void {
    this.#giveUp.abort()
  }
}
