import { Hono } from 'hono'
import type { ValidationIssue } from '../../errors'
import type { Live } from '../live'
import type { Intake } from '../store/intake'
import type { TrackerStore } from '../store/tracker-store'
import { mountViewer } from '../viewer'
import { RefusedError } from './refused-error'
import { track } from './track'

export interface AppParts {
  readonly store: TrackerStore
  readonly intake: Pick<Intake, 'add'>
  readonly live: Live
  readonly apiKeys: readonly string[] | undefined
  readonly password: string | undefined
  readonly maxBodyBytes: number
  readonly onError: (error: unknown) => void
}

/** Everything that the tracker answers. */
export function createApp({ store, intake, live, apiKeys, maxBodyBytes, onError }: AppParts): Hono {
  const app = new Hono()
  app.onError((error, context) => {
    if (!(error instanceof RefusedError)) {
      onError(error)
      return context.json(
        failure({ path: '', message: 'the tracker failed to answer, its log tells why' }),
        500,
      )
    }
    if (error.status === 429 || error.status === 503) context.header('Retry-After', '1')
    return context.json(failure(...error.issues), error.status)
  })
  app.notFound((context) =>
    context.json(failure({ path: '', message: 'there is nothing at this path' }), 404),
  )

  app.get('/healthz', (context) => context.json({ success: true }))
  app.post('/track', track({ intake, apiKeys, maxBodyBytes }))
  app.all('/track', () => {
    throw new RefusedError(405, { path: '', message: 'must be a POST request' })
  })
  mountViewer(app, store, live)
  return app
}

const failure = (...errors: readonly ValidationIssue[]) => ({ success: false, errors })
