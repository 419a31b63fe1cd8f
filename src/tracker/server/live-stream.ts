import { setTimeout } from 'node:timers/promises'
import type { Handler } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Live, Stored } from '../live'

/** A silent connection is cut by some proxies. */
const HEARTBEAT_MS = 20_000
/** A page that is told more often than this would only flicker. */
const PAUSE_MS = 200
/** So many of the newest are told one by one; of the others, the number. */
const MAX_TOLD = 100

/** What was stored since it was last asked. */
class News {
  #count = 0
  #newest: readonly Stored[] = []
  #wake: () => void = () => {}

  readonly add = (stored: readonly Stored[]): void => {
    this.#count += stored.length
    this.#newest = [...this.#newest, ...stored].slice(-MAX_TOLD)
    this.#wake()
  }

  /** Resolves once there is something, the signal aborts, or a heartbeat is due. */
  async wait(signal: AbortSignal): Promise<void> {
    if (this.#count > 0 || signal.aborted) return
    const waited = new AbortController()
    const wake = () => waited.abort()
    this.#wake = wake
    signal.addEventListener('abort', wake)
    await pause(HEARTBEAT_MS, waited.signal)
    signal.removeEventListener('abort', wake)
  }

  take(): { readonly count: number; readonly stored: readonly Stored[] } {
    const taken = { count: this.#count, stored: this.#newest }
    this.#count = 0
    this.#newest = []
    return taken
  }
}

/**
 * `GET /live`: server-sent events named `stored` with `{ count, stored }`, at most five a second: how many messages
 * and events were stored since the last one, and the newest hundred of them.
 */
export function liveStream(live: Live): Handler {
  return (context) =>
    streamSSE(context, async (stream) => {
      const gone = new AbortController()
      stream.onAbort(() => gone.abort())
      const signal = AbortSignal.any([gone.signal, live.closing])
      const news = new News()
      const unsubscribe = live.subscribe(news.add)
      await stream.write(': connected\n\n')
      while (!signal.aborted) {
        await news.wait(signal)
        if (signal.aborted) break
        const taken = news.take()
        if (taken.count > 0) await stream.writeSSE({ event: 'stored', data: JSON.stringify(taken) })
        else await stream.write(': nothing new\n\n')
        await pause(PAUSE_MS, signal)
      }
      unsubscribe()
    })
}

/** Ends early where the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined)
}
