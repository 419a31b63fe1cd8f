import type { Hono } from 'hono'
import { Assets } from './assets'
import { mountNotHandledExport } from './not-handled-export'
import { answerProblem, mountPage, type ViewerParts } from './page'
import { engagementPage } from './pages/engagement-page'
import { eventsPage } from './pages/events-page'
import { funnelPage } from './pages/funnel-page'
import { intentsPage } from './pages/intents-page'
import { notHandledPage } from './pages/not-handled-page'
import { overviewPage } from './pages/overview-page'
import { transcriptPage } from './pages/transcript-page'
import { transcriptsPage } from './pages/transcripts-page'
import { mountPayloads } from './payloads'
import { mountViews } from './views'

/** Adds the viewer's pages to the tracker's app. */
export function mountViewer(app: Hono, { store, exampleKey, onError }: Omit<ViewerParts, 'assets'>): void {
  const assets = new Assets()
  const parts = { store, assets, exampleKey, onError }
  app.use(async (context, next) => {
    await next()
    const isBrowser = context.req.header('Accept')?.includes('text/html') === true
    const isPage = context.res.headers.get('Content-Type')?.startsWith('text/html') === true
    if (context.res.status !== 404 || !isBrowser || isPage) return
    context.res = await answerProblem(context, 404, assets)
  })
  assets.mount(app)
  mountViews(app, store)
  mountPayloads(app, store, assets)
  mountNotHandledExport(app, store)
  mountPage(app, overviewPage, parts)
  mountPage(app, transcriptsPage, parts)
  mountPage(app, transcriptPage, parts)
  mountPage(app, intentsPage, parts)
  mountPage(app, notHandledPage, parts)
  mountPage(app, eventsPage, parts)
  mountPage(app, funnelPage, parts)
  mountPage(app, engagementPage, parts)
}
