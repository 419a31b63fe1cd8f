import { Hono } from 'hono'
import type { Live } from '../live'
import type { TrackerStore } from '../store/tracker-store'
import { mountViewer } from '../viewer'

export interface AppParts {
  readonly store: TrackerStore
  readonly live: Live
}

/** Everything that the tracker answers. */
export function createApp({ store, live }: AppParts): Hono {
  const app = new Hono()
  app.get('/healthz', (context) => context.json({ success: true }))
  mountViewer(app, store, live)
  return app
}
