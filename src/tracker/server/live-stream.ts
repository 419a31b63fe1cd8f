import { setTimeout } from 'node:timers/promises'
import type { Handler } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Live } from '../live'

/** A silent connection is cut by some proxies. */
const HEARTBEAT_MS = 20_000
/** A page that is told more often than this would only flicker. */
const PAUSE_MS = 200

/** How much was stored since it was last asked. */
class News {
  #count = 0
  #wake: () => void = () => {}

  readonly add = (count: number): void => {
    this.#count += count
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

  take(): number {
    const count = this.#count
    this.#count = 0
    return count
  }
}

/** `GET /live`: server-sent events named `stored` with `{ count }`: how much was stored since, at most five a second. */
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
        const count = news.take()
        if (count > 0) await stream.writeSSE({ event: 'stored', data: JSON.stringify({ count }) })
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
