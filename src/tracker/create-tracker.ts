import { MissingPeerError } from '../errors'
import { Live } from './live'
import type { HttpServer } from './server/http-server'
import { TrackerStore } from './store/tracker-store'

export interface TrackerOptions {
  /**
   * The SQLite file; it is created where there is none. `:memory:` keeps nothing.
   * @default 'tracker.db'
   */
  readonly path?: string
}

export interface ListenOptions {
  /**
   * 0 takes a free port.
   * @default 3979
   */
  readonly port?: number
  /** @default '127.0.0.1' */
  readonly host?: string
}

/** Takes Dashbot's API as it is, keeps what it gets in SQLite, and shows it in a browser. */
export interface Tracker {
  /** Where it listens, for example `http://127.0.0.1:3979`; undefined before and after. */
  readonly url: string | undefined
  /** Starts to listen, and resolves to the address. */
  listen(options?: ListenOptions): Promise<string>
  /** Ends open requests, stores what was accepted, and closes the file. */
  close(): Promise<void>
}

/**
 * Opens the tracker's database, so that the tracker can listen.
 *
 * @throws {DashbotError} `ERR_DASHBOT_TRACKER` where the file is not a tracker's, of another version, or locked
 * @throws {MissingPeerError} without hono and its Node server, or without SQLite
 */
export async function createTracker({ path = 'tracker.db' }: TrackerOptions = {}): Promise<Tracker> {
  const web = await loadWeb()
  const store = TrackerStore.open(path)
  const live = new Live()
  const app = web.createApp({ store, live })
  let server: HttpServer | undefined
  return {
    get url() {
      return server?.url
    },
    async listen({ port = 3979, host = '127.0.0.1' } = {}) {
      server = await web.HttpServer.listen(app, { port, host })
      return server.url
    },
    async close() {
      await server?.close()
      server = undefined
      store.close()
    },
  }
}

async function loadWeb() {
  try {
    return await import('./server/index.js')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error
    throw new MissingPeerError('The tracker', ['hono', '@hono/node-server'], { cause: error })
  }
}
