export interface RateLimitOptions {
  /** How many requests each endpoint takes in a window. */
  readonly requests: number
  readonly windowMs: number
}

interface Window {
  remaining: number
  readonly endsAt: number
}

/** Counts the requests of each endpoint in fixed windows, and reports them in X's headers. */
export class RateLimit {
  readonly #options: RateLimitOptions
  readonly #windows = new Map<string, Window>()

  constructor(options: RateLimitOptions) {
    this.#options = options
  }

  /** Takes a request, or does not: `isExceeded`. X gives the window's end in whole seconds. */
  take(endpoint: string): { readonly isExceeded: boolean; readonly headers: Record<string, string> } {
    const window = this.#windowOf(endpoint)
    const isExceeded = window.remaining === 0
    if (!isExceeded) window.remaining -= 1
    return {
      isExceeded,
      headers: {
        'x-rate-limit-limit': String(this.#options.requests),
        'x-rate-limit-remaining': String(window.remaining),
        'x-rate-limit-reset': String(Math.ceil(window.endsAt / 1_000)),
      },
    }
  }

  #windowOf(endpoint: string): Window {
    const current = this.#windows.get(endpoint)
    if (current !== undefined && current.endsAt > Date.now()) return current
    const fresh = { remaining: this.#options.requests, endsAt: Date.now() + this.#options.windowMs }
    this.#windows.set(endpoint, fresh)
    return fresh
  }
}
