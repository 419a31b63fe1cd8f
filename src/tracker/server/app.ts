import { Hono, type MiddlewareHandler } from 'hono'
import type { Live } from '../live'
import type { Reader } from '../reader/reader'
import type { Health } from '../store/health'
import type { Journal } from '../store/journal'
import { NotStoredError } from '../store/not-stored-error'
import { type AnnotateParts, annotate } from './annotate'
import { limitBody } from './body'
import { onlyFromHere, onlyFromOwnPages, onlyWithPassword } from './guards'
import { pageHeaders } from './headers'
import { type LiveStreamParts, liveStream } from './live-stream'
import { failure, RefusedError } from './refused-error'
import { type TrackParts, track } from './track'
import { removeView, saveView, type ViewParts } from './views'

export interface AppParts extends TrackParts, AnnotateParts, LiveStreamParts, ViewParts {
  readonly reader: Reader
  readonly health: Pick<Health, 'problem'>
  readonly journal: Pick<Journal, 'caughtUp'>
  readonly live: Live
  /** Asked for by everything but `POST /track`, `POST /annotations` and `GET /healthz`. */
  readonly password: string | undefined
  readonly maxBodyBytes: number
  /** Gets what failed within. */
  readonly onError: (error: unknown) => void
}

/** A form has a name and an address. */
const MAX_FORM_BYTES = 64 * 1024

/** Everything that the tracker answers. What only reads is handed to the reader. */
export function createApp(parts: AppParts): Hono {
  const { reader, health, journal, password, apiKeys, maxBodyBytes, onError } = parts
  const app = new Hono()
  app.onError((error, context) => {
    const refused = error instanceof RefusedError ? error : refusalOf(error, onError)
    for (const [name, value] of Object.entries(refused.headers)) context.header(name, value)
    return context.json(failure(...refused.issues), refused.status)
  })
  app.notFound((context) => context.json(failure({ path: '', message: 'there is nothing here' }), 404))

  app.get('/healthz', onlyWhenWell(health), (context) => context.json({ success: true }))
  const guards = [
    apiKeys.areLimited ? pass : onlyFromHere(),
    onlyWhenWell(health),
    limitBody(maxBodyBytes),
  ] as const
  app.post('/track', ...guards, track(parts))
  app.post('/annotations', ...guards, annotate(parts))
  for (const path of ['/track', '/annotations']) app.all(path, onlyPost)

  app.use(pageHeaders(), password === undefined ? onlyFromHere() : onlyWithPassword(password, onError))
  app.get('/live', upToDate(journal), liveStream(parts))
  const fromOwnPages = [onlyFromOwnPages(), onlyWhenWell(health), limitBody(MAX_FORM_BYTES)] as const
  app.post('/views', ...fromOwnPages, saveView(parts))
  app.post('/views/:name/removal', ...fromOwnPages, removeView(parts))
  app.get('*', onlyWhenWell(health), upToDate(journal), (context) => reader.respond(context.req.raw))
  return app
}

/** How the sender hears of what failed within; the tracker's log says why. */
function refusalOf(error: Error, onError: (error: unknown) => void): RefusedError {
  onError(error)
  const message = 'the tracker failed, its log says why'
  if (!(error instanceof NotStoredError)) return new RefusedError(500, { path: '', message })
  return new RefusedError(503, { path: '', message: 'this could not be stored, try again' })
}

const pass: MiddlewareHandler = (_context, next) => next()

const onlyPost: MiddlewareHandler = () => {
  throw new RefusedError(405, { path: '', message: 'must be a POST request' }, { headers: { Allow: 'POST' } })
}

/** While the database is not what it was, nothing is taken that would be lost with it. */
function onlyWhenWell(health: Pick<Health, 'problem'>): MiddlewareHandler {
  return (_context, next) => {
    if (health.problem === undefined) return next()
    throw new RefusedError(503, { path: '', message: health.problem })
  }
}

/** Whatever was answered is in the tables before they are read. */
function upToDate(journal: Pick<Journal, 'caughtUp'>): MiddlewareHandler {
  return async (_context, next) => {
    await journal.caughtUp()
    return next()
  }
}
