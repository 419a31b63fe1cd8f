/** Bounds the memory of what was reported. */
const MAX_REMEMBERED = 1_000

/** Reports each distinct message once. */
export class ReportedOnce {
  readonly #onError: (error: Error) => void
  readonly #messages = new Set<string>()

  constructor(onError: (error: Error) => void) {
    this.#onError = onError
  }

  report(error: Error): void {
    if (this.#messages.has(error.message) || this.#messages.size >= MAX_REMEMBERED) return
    this.#messages.add(error.message)
    this.#onError(error)
  }
}
