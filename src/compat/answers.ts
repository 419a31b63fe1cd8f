import { clearTimeout, setTimeout } from 'node:timers'
import { TransportError } from '../errors'

interface Waiting {
  readonly resolve: (response: Response) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/** The promises of the tracker's answers, by envelope: each takes the first answer, and waits for a limited time. */
export class Answers {
  readonly #timeoutMs: number
  readonly #waiting = new Map<string, Waiting>()

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  of(envelopeId: string): Promise<Response> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.failed(envelopeId, noAnswer(`network timeout: no answer within ${this.#timeoutMs} ms`)),
        this.#timeoutMs,
      )
      this.#waiting.set(envelopeId, { resolve, reject, timer })
    })
  }

  came(envelopeId: string, response: Response): void {
    this.#take(envelopeId)?.resolve(response)
  }

  failed(envelopeId: string, error: Error): void {
    this.#take(envelopeId)?.reject(error)
  }

  /** Rejects what is still without an answer. */
  close(): void {
    for (const id of [...this.#waiting.keys()])
      this.failed(id, noAnswer('closed before the tracker answered'))
  }

  #take(envelopeId: string): Waiting | undefined {
    const waiting = this.#waiting.get(envelopeId)
    clearTimeout(waiting?.timer)
    this.#waiting.delete(envelopeId)
    return waiting
  }
}

/** What becomes of the message is in `stats()`: it may be sent again after a timeout, and is dropped at the end. */
const noAnswer = (message: string): TransportError => new TransportError(message, { retryable: true })
