import type { Context, Hono } from 'hono'
import { readViews } from '../queries/views'
import { isLocked } from '../store/lock'
import type { TrackerStore } from '../store/tracker-store'
import type { Assets } from './assets'
import type { PageBody } from './layout'
import { layout } from './layout'
import { problemPage } from './pages/problem-page'
import type { PageRequest } from './request'
import { readRequest } from './request'

/** One page: what it reads, and how that looks. */
export interface Page<Data> {
  /** The route, for example `/transcripts/:userId`. */
  readonly path: string
  /** undefined where there is no such page. */
  load(
    store: TrackerStore,
    request: PageRequest,
    parameters: Readonly<Record<string, string>>,
  ): Data | undefined
  render(data: Data, request: PageRequest): PageBody
}

export interface ViewerParts {
  readonly store: TrackerStore
  readonly assets: Assets
  /** A key that the tracker takes, for examples. */
  readonly exampleKey: string
  /** Gets why a page could not be made. */
  readonly onError: (error: unknown) => void
}

/** Answers a page's route; the header `Server-Timing` says how long its queries (`db`) and its markup took, in ms. */
export function mountPage<Data>(
  app: Hono,
  page: Page<Data>,
  { store, assets, exampleKey, onError }: ViewerParts,
): void {
  app.get(page.path, (context) => {
    const request = readRequest(context, exampleKey)
    try {
      const started = performance.now()
      const data = page.load(store, request, context.req.param())
      const loaded = performance.now()
      if (data === undefined) return answerProblem(context, 404, assets)
      const document = layout(page.render(data, request), request, { assets, views: readViews(store) })
      const rendered = performance.now()
      const timing = [
        `db;dur=${(loaded - started).toFixed(2)}`,
        `render;dur=${(rendered - loaded).toFixed(2)}`,
      ]
      context.header('Server-Timing', timing.join(', '))
      return context.html(document)
    } catch (error) {
      if (isLocked(error)) return answerProblem(context, 503, assets)
      onError(error)
      return answerProblem(context, 500, assets)
    }
  })
}

/** A page that says what went wrong and where to go on. */
export function answerProblem(
  context: Context,
  status: 404 | 500 | 503,
  assets: Assets,
): Response | Promise<Response> {
  const request = readRequest(context)
  return context.html(layout(problemPage(status), request, { assets, views: [] }), status)
}
