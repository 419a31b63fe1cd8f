import type { Hono } from 'hono'
import { eventPayload, messagePayload } from '../queries/payload'
import type { TrackerStore } from '../store/tracker-store'
import type { Assets } from './assets'
import { answerProblem } from './page'
import { idParameter } from './request'

/** `/payloads/messages/:id` and `/payloads/events/:id`: what was received, indented, as text. */
export function mountPayloads(app: Hono, store: TrackerStore, assets: Assets): void {
  const readers = { messages: messagePayload, events: eventPayload }
  for (const [kind, read] of Object.entries(readers)) {
    app.get(`/payloads/${kind}/:id`, (context) => {
      const id = idParameter(context.req.param('id'))
      const json = id === undefined ? undefined : read(store, id)
      if (json === undefined) return answerProblem(context, 404, assets)
      context.header('Content-Type', 'application/json; charset=utf-8')
      return context.body(indent(json))
    })
  }
}

/** As received where it is no JSON. */
function indent(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}
