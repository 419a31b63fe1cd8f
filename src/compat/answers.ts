import { TransportError } from '../errors'

interface Waiting {
  readonly resolve: (response: Response) => void
  readonly reject: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/** Who waits for the tracker's answer to which envelope: each for the first one, and for so long at most. */
export class Answers {
  readonly #timeoutMs: number
  readonly #waiting = new Map<string, Waiting>()

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  of(envelopeId: string): Promise<Response> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.failed(envelopeId, late(this.#timeoutMs)), this.#timeoutMs)
      this.#waiting.set(envelopeId, { resolve, reject, timer })
    })
  }

  came(envelopeId: string, response: Response): void {
    this.#take(envelopeId)?.resolve(response)
  }

  failed(envelopeId: string, error: Error): void {
    this.#take(envelopeId)?.reject(error)
  }

  #take(envelopeId: string): Waiting | undefined {
    const waiting = this.#waiting.get(envelopeId)
    clearTimeout(waiting?.timer)
    this.#waiting.delete(envelopeId)
    return waiting
  }
}

function late(timeoutMs: number): TransportError {
  return new TransportError(`network timeout: no answer within ${timeoutMs} ms; the message is tried again`, {
    retryable: true,
  })
}
