import { ConfigError, DashbotError } from '../errors'
import { EXAMPLE_KEYS } from './first-steps'
import { type ImportResult, importTracked } from './import'
import { Live, type LiveListener } from './live'
import { type ResolvedTrackerOptions, resolveTrackerOptions, type TrackerOptions } from './options'
import type { Reader } from './reader/reader'
import { readSummary, type SummarySpan, type TrackerSummary } from './report/summary'
import {
  readMessages,
  readTrackedEvents,
  type Tracked,
  type TrackedEvent,
  type TrackedFilter,
  type TrackedMessage,
} from './report/tracked'
import type { HttpServer } from './server/http-server'
import { isLoopback } from './server/loopback'
import { Annotations } from './store/annotations'
import { ApiKeys } from './store/api-keys'
import { Checkpoints } from './store/checkpoints'
import { Health } from './store/health'
import { Ingest } from './store/ingest/ingest'
import { Intake } from './store/intake'
import { Journal } from './store/journal'
import { onceFree } from './store/once-free'
import { Retention } from './store/retention'
import { Sweeper } from './store/sweeper'
import { TrackerStore } from './store/tracker-store'
import { SavedViews } from './store/views'

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
  /**
   * Starts to listen, and resolves to the address.
   * @throws ConfigError by rejection, where the host is not this machine alone and apiKeys or a password lack
   * @throws DashbotError by rejection, where something else listens there
   */
  listen(options?: ListenOptions): Promise<string>
  /** Sums up a span of time; without one, all that is stored. */
  summary(span?: SummarySpan): TrackerSummary
  /** The newest messages, oldest first. */
  messages(filter?: TrackedFilter): readonly TrackedMessage[]
  /** The newest events, oldest first. */
  events(filter?: TrackedFilter): readonly TrackedEvent[]
  /**
   * Stores messages and events without a request for each; `time` is when they happened, and may be long ago. What
   * {@link Tracker.messages} and {@link Tracker.events} of another tracker return stays with its bots.
   */
  import(tracked: Iterable<Tracked> | AsyncIterable<Tracked>): Promise<ImportResult>
  /** Ends open requests, stores what was accepted, and closes the file. */
  close(): Promise<void>
}

/**
 * Opens the tracker's database, so that the tracker can listen.
 *
 * @throws ConfigError where an option makes no sense
 * @throws DashbotError `ERR_DASHBOT_TRACKER` where the file is not a tracker's, of another version, or locked
 * @throws MissingPeerError where this Node has no SQLite and `libsql` is not installed
 */
export async function createTracker(options: TrackerOptions = {}): Promise<Tracker> {
  const { path, onError, apiKeys: keys, ...rest } = resolveTrackerOptions(options)
  const web = await import('./server/index.js')
  const store = TrackerStore.open(path)
  const apiKeys = new ApiKeys(keys)
  const live = new Live()
  const ingest = new Ingest(store)
  const onStored: LiveListener = (stored) => live.publish(stored)
  const journal = new Journal({ store, ingest, onStored, onError })
  const nameBots = async () => {
    // What was answered under a former name is not in the tables before.
    await journal.caughtUp()
    await onceFree(() => apiKeys.nameBots(store))
  }
  try {
    await nameBots()
  } catch (error) {
    journal.stop()
    store.close()
    throw error
  }
  const intake = new Intake({ journal, onError })
  const report = (error: unknown) => onError(asDashbotError(error))
  const sweeper = new Sweeper(new Retention(store, rest, ingest), report)
  const reader = await createReader(store, {
    exampleKey: EXAMPLE_KEYS[apiKeys.areLimited ? 'limited' : 'any'],
    onError: report,
  })
  const onReopen = () => {
    ingest.forget()
    journal.reopen()
    reader.reopen()
    void nameBots().catch(report)
  }
  const checkpoints = new Checkpoints(store, () => reader.checkpoint())
  const health = new Health({ store, onReopen, onError })
  const annotations = new Annotations(store)
  const views = new SavedViews(store)
  const app = web.createApp({
    ...{ reader, health, intake, journal, annotations, views, live, apiKeys },
    ...rest,
    onError: report,
  })
  const upToDate = () => {
    journal.catchUp()
    return store
  }
  let server: HttpServer | undefined
  return {
    get url() {
      return server?.url
    },
    async listen({ port = 3979, host = '127.0.0.1' } = {}) {
      if (server !== undefined) throw new ConfigError('port', `the tracker listens on ${server.url} already`)
      assertSafe(host, { apiKeys: keys, password: rest.password })
      server = await web.HttpServer.listen(app, { port, host })
      return server.url
    },
    summary: (span = {}) => readSummary(upToDate(), span),
    messages: (filter = {}) => readMessages(upToDate(), filter),
    events: (filter = {}) => readTrackedEvents(upToDate(), filter),
    import: (tracked) => importTracked({ ingest, onStored }, tracked),
    async close() {
      sweeper.stop()
      health.stop()
      checkpoints.stop()
      live.close()
      await server?.close()
      server = undefined
      await reader.close()
      intake.flush()
      journal.catchUp()
      journal.stop()
      store.close()
    },
  }
}

/** A database in memory has one connection, so that it is read in this thread. */
async function createReader(
  store: TrackerStore,
  { exampleKey, onError }: { readonly exampleKey: string; readonly onError: (error: unknown) => void },
): Promise<Reader> {
  if (store.path !== ':memory:') {
    const { ThreadReader } = await import('./reader/thread-reader.js')
    return new ThreadReader({ path: store.path, exampleKey }, onError)
  }
  const { createReadApp } = await import('./reader/read-app.js')
  const { SameThreadReader } = await import('./reader/same-thread-reader.js')
  return new SameThreadReader(createReadApp({ store, exampleKey, onError }))
}

/** Beyond this machine, nobody may write without a key, or read without the password. */
function assertSafe(
  host: string,
  { apiKeys, password }: Pick<ResolvedTrackerOptions, 'apiKeys' | 'password'>,
): void {
  if (isLoopback(host)) return
  for (const [option, value, variable] of [
    ['apiKeys', apiKeys, 'DASHBOT_TRACKER_API_KEYS'],
    ['password', password, 'DASHBOT_TRACKER_PASSWORD'],
  ] as const) {
    if (value !== undefined) continue
    const message = `The tracker listens beyond this machine (${host}) only with apiKeys and a password. Set ${option}, or ${variable} for the command.`
    throw new ConfigError(option, message)
  }
}

function asDashbotError(error: unknown): DashbotError {
  if (error instanceof DashbotError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new DashbotError('ERR_DASHBOT_TRACKER', `The tracker failed: ${reason}`, { cause: error })
}
