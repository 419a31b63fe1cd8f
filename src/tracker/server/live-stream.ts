import { setTimeout } from 'node:timers/promises'
import type { Handler } from 'hono'
import { streamSSE } from 'hono/streaming'
import { EVERY_BOT, type Live, type StoredCounts } from '../live'

/** A silent connection is cut by some proxies. */
const HEARTBEAT_MS = 20_000
/** A page that is refreshed more often than this would only flicker. */
const PAUSE_MS = 200

/** What one event says: how much was stored since the last one, and of which bots. */
interface LiveEvent {
  readonly count: number
  /** Their names; undefined for what concerns all bots. */
  readonly bots: readonly string[] | undefined
}

/** How much was stored since it was last taken, by the bot's name. */
class News {
  /** Only this bot's; undefined: everything. */
  readonly #bot: string | undefined
  #counts = new Map<string, number>()
  #wake: () => void = () => {}

  constructor(bot: string | undefined) {
    this.#bot = bot
  }

  readonly add = (stored: StoredCounts): void => {
    for (const [name, count] of stored) {
      if (this.#bot !== undefined && name !== EVERY_BOT && name !== this.#bot) continue
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + count)
    }
    if (this.#counts.size > 0) this.#wake()
  }

  /** Resolves once there is something, the signal aborts, or a heartbeat is due. */
  async wait(signal: AbortSignal): Promise<void> {
    if (this.#counts.size > 0 || signal.aborted) return
    const waited = new AbortController()
    const wake = () => waited.abort()
    this.#wake = wake
    signal.addEventListener('abort', wake)
    await pause(HEARTBEAT_MS, waited.signal)
    signal.removeEventListener('abort', wake)
  }

  take(): LiveEvent | undefined {
    const counts = this.#counts
    if (counts.size === 0) return undefined
    this.#counts = new Map()
    const count = [...counts.values()].reduce((sum, one) => sum + one, 0)
    return { count, bots: counts.has(EVERY_BOT) ? undefined : [...counts.keys()] }
  }
}

export interface LiveStreamParts {
  readonly live: Live
}

/**
 * `GET /live`: server-sent events named `stored` with `{ count, bots? }`, at most five a second: how much was stored
 * since, and the names of its bots; without `bots`, it concerns all of them. `?bot=NAME` leaves out all other bots.
 */
export function liveStream({ live }: LiveStreamParts): Handler {
  return (context) =>
    streamSSE(context, async (stream) => {
      const gone = new AbortController()
      stream.onAbort(() => gone.abort())
      const signal = AbortSignal.any([gone.signal, live.closing])
      const news = new News(context.req.query('bot') || undefined)
      const unsubscribe = live.subscribe(news.add)
      await stream.write(': connected\n\n')
      while (!signal.aborted) {
        await news.wait(signal)
        if (signal.aborted) break
        const event = news.take()
        if (event !== undefined) await stream.writeSSE({ event: 'stored', data: JSON.stringify(event) })
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
