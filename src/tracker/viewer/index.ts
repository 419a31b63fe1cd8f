import type { Hono } from 'hono'
import type { Live } from '../live'
import type { TrackerStore } from '../store/tracker-store'

/** Adds the viewer's pages to the tracker's app. */
export function mountViewer(app: Hono, _store: TrackerStore, _live: Live): void {
  app.get('/', (context) => context.text('The tracker is running.'))
}
