import { Hono } from 'hono'
import { COMPRESSIBLE_CONTENT_TYPE_REGEX, compress } from 'hono/compress'
import { failure, RefusedError } from '../server/refused-error'
import type { TrackerStore } from '../store/tracker-store'
import { mountViewer } from '../viewer'
import { exportAs } from './export'

export interface ReadAppParts {
  readonly store: TrackerStore
  /** A key that the tracker takes, for examples. */
  readonly exampleKey: string
  /** Gets what failed within. */
  readonly onError: (error: unknown) => void
}

const NDJSON = /^application\/x-ndjson\b/

/** Everything that the tracker answers without writing. */
export function createReadApp({ store, exampleKey, onError }: ReadAppParts): Hono {
  const app = new Hono()
  app.onError((error, context) => {
    if (error instanceof RefusedError) return context.json(failure(...error.issues), error.status)
    onError(error)
    return context.json(failure({ path: '', message: 'the tracker failed, its log says why' }), 500)
  })
  app.notFound((context) => context.json(failure({ path: '', message: 'there is nothing here' }), 404))
  app.use(
    compress({
      contentTypeFilter: (type) => COMPRESSIBLE_CONTENT_TYPE_REGEX.test(type) || NDJSON.test(type),
    }),
  )
  app.get('/export.csv', exportAs('csv', store))
  app.get('/export.ndjson', exportAs('ndjson', store))
  mountViewer(app, { store, exampleKey, onError })
  return app
}
