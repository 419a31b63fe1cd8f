import { withinTime } from '../../internal/within-time'
import type { ActivityLike } from '../../mapping/activity-like'
import { retryAtOf } from '../api/retry-at'

/** How long what follows waits, so that X has the indicator first, in ms. */
const HEAD_START_MS = 1_000

/** true for what the user is shown beside the messages: that the bot is typing, or that it read theirs. */
export function isIndicator({ type, name }: ActivityLike): boolean {
  return type === 'typing' || (type === 'event' && name === 'markRead')
}

/**
 * Shows indicators as well as it can: one that fails or is late neither fails nor holds up what the bot sends beside
 * it. Failures are reported, those of one rate limit once.
 */
export class Indicators {
  readonly #onError: (error: unknown) => void
  /** The end of the rate limit that was reported last, in ms since 1970. */
  #limitedUntil: number | undefined

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** Resolves when X has the indicator, or after a second. Never rejects. */
  async show(send: () => Promise<unknown>): Promise<void> {
    await withinTime(this.#attempt(send), { timeoutMs: HEAD_START_MS }).catch(() => {})
  }

  async #attempt(send: () => Promise<unknown>): Promise<void> {
    try {
      await send()
    } catch (error) {
      this.#report(error)
    }
  }

  #report(error: unknown): void {
    const until = retryAtOf(error)
    if (until !== undefined && until === this.#limitedUntil) return
    this.#limitedUntil = until
    this.#onError(error)
  }
}
