import type { Hono } from 'hono'
import { findView } from '../queries/views'
import type { TrackerStore } from '../store/tracker-store'

/** `GET /views/:name` leads to the page that was named. */
export function mountViews(app: Hono, store: TrackerStore): void {
  app.get('/views/:name', (context, next) => {
    const view = findView(store, context.req.param('name'))
    return view === undefined ? next() : context.redirect(view.address, 302)
  })
}
