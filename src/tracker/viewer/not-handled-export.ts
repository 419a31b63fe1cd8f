import type { Hono } from 'hono'
import { csvLine } from '../export/csv'
import { MAX_NOT_HANDLED, readNotHandled } from '../queries/not-handled'
import type { TrackerStore } from '../store/tracker-store'
import { chosenBound } from './pages/not-handled-page'
import { readRequest } from './request'
import { chooseScope } from './scope'

/**
 * `/not-handled.csv`: the texts that were not handled, to train a recognizer with. A line is a different text: the
 * text, the most frequent one of those that are alike, and how often it came.
 */
export function mountNotHandledExport(app: Hono, store: TrackerStore): void {
  app.get('/not-handled.csv', (context) => {
    const request = readRequest(context)
    const { scope } = chooseScope(store, request)
    const below = chosenBound(request.query)
    const groups = readNotHandled(store, scope, {
      ...{ below: below && below / 100, limit: MAX_NOT_HANDLED, examples: 0 },
    })
    const lines = groups.flatMap(({ texts }) =>
      texts.map(({ text, count }) => csvLine([text, texts[0]?.text ?? '', count])),
    )
    context.header('Content-Type', 'text/csv; charset=utf-8; header=present')
    context.header('Content-Disposition', 'attachment; filename="not-handled.csv"')
    return context.body([csvLine(['text', 'alike', 'count']), ...lines].join(''))
  })
}
