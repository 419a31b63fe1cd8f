import { Hono, type MiddlewareHandler } from 'hono'
import type { ValidationIssue } from '../../errors'
import type { Live } from '../live'
import type { TrackerStore } from '../store/tracker-store'
import { mountViewer } from '../viewer'
import { exportAs } from './export'
import { onlyFromHere, onlyWithPassword } from './guards'
import { secureHeaders } from './headers'
import { liveStream } from './live-stream'
import { RefusedError } from './refused-error'
import { type TrackParts, track } from './track'

export interface AppParts extends TrackParts {
  readonly store: TrackerStore
  readonly live: Live
  /** Asked for by everything but `POST /track` and `GET /healthz`. */
  readonly password: string | undefined
  /** Hears of what failed within. */
  readonly onError: (error: unknown) => void
}

/** Everything that the tracker answers. */
export function createApp({ store, live, password, onError, ...parts }: AppParts): Hono {
  const app = new Hono()
  app.onError((error, context) => {
    if (!(error instanceof RefusedError)) {
      onError(error)
      return context.json(failure({ path: '', message: 'the tracker failed, its log tells why' }), 500)
    }
    if (error.status === 429 || error.status === 503) context.header('Retry-After', '1')
    return context.json(failure(...error.issues), error.status)
  })
  app.notFound((context) => context.json(failure({ path: '', message: 'there is nothing here' }), 404))

  app.get('/healthz', (context) => context.json({ success: true }))
  app.post('/track', parts.apiKeys.areLimited ? pass : onlyFromHere(), track(parts))
  app.all('/track', (context) => {
    context.header('Allow', 'POST')
    throw new RefusedError(405, { path: '', message: 'must be a POST request' })
  })

  app.use(secureHeaders, password === undefined ? onlyFromHere() : onlyWithPassword(password))
  app.get('/live', liveStream(live))
  app.get('/export.csv', exportAs('csv', store))
  app.get('/export.ndjson', exportAs('ndjson', store))
  mountViewer(app, { store, onError })
  return app
}

const pass: MiddlewareHandler = (_context, next) => next()

const failure = (...errors: readonly ValidationIssue[]) => ({ success: false, errors })
