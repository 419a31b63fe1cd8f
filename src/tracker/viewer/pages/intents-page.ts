import { readSessionFigures } from '../../queries/engagement'
import { type IntentTotal, readExamples, readInputs, readIntentsOf } from '../../queries/intents'
import { findIntent } from '../../queries/names'
import { readSessionEnds } from '../../queries/session-ends'
import type { IntentStep } from '../../queries/steps'
import { readSteps } from '../../queries/steps'
import type { Html } from '../html'
import { html } from '../html'
import { type IntentList, listIntents, withChange, withTrend } from '../intent-rows'
import { plural } from '../numbers'
import type { Page } from '../page'
import { emptyState, nothingTracked } from '../parts/empty-state'
import { exportLinks } from '../parts/export-links'
import { flowDiagram } from '../parts/flow-diagram'
import { withEnds } from '../parts/flow-layout'
import type { IntentDetail } from '../parts/intent-detail'
import { intentDetail } from '../parts/intent-detail'
import { intentList } from '../parts/intent-list'
import { pageHead } from '../parts/page-head'
import { spanPicker } from '../parts/span-picker'
import type { PageRequest } from '../request'
import { along, idParameter, textParameter } from '../request'
import { chooseScope, type PageScope } from '../scope'

interface Intents extends PageScope {
  readonly list: IntentList
  readonly steps: readonly IntentStep[]
  /** Of the chosen intent; undefined where none is chosen. */
  readonly detail: IntentDetail | undefined
}

export const intentsPage: Page<Intents> = {
  path: '/intents',

  load(store, request) {
    const { query } = request
    const chosen = chooseScope(store, request)
    const { extent, scope, buckets, compared } = chosen
    const name = textParameter(query, 'intent')
    const id = name === undefined ? undefined : findIntent(store, name)
    if (name !== undefined && id === undefined && extent !== undefined) return undefined
    const wanted = { find: textParameter(query, 'find'), page: idParameter(query.get('page')) ?? 1 }
    const spans = [scope, ...buckets.spans, ...(compared ? [compared.now, compared.before] : [])]
    const [totals = [], ...others] = readIntentsOf(store, spans, scope.bot)
    const trend = others.slice(0, buckets.spans.length)
    const [now, before] = others.slice(trend.length)
    const list = listIntents(totals, name === undefined ? wanted : { name })
    const rows = withTrend(list.rows, trend, buckets.isOpen)
    const sessions = readSessionFigures(store, scope)
    return {
      ...chosen,
      list: {
        ...list,
        rows: now === undefined || before === undefined ? rows : withChange(rows, now, before),
      },
      steps: withEnds(readSteps(store, scope), sessions.exits),
      detail:
        name === undefined || id === undefined
          ? undefined
          : {
              ...{ name, sessions, trend: trend.map((bucket) => find(bucket, name)) },
              earlier:
                compared &&
                readIntentsOf(store, compared.buckets, scope.bot).map((bucket) => find(bucket, name)),
              inputs: readInputs(store, id, scope),
              examples: readExamples(store, id, scope),
              ends: readSessionEnds(store, name, scope),
            },
    }
  },

  render(data, request) {
    const { span, detail, list } = data
    const keep = detail === undefined ? { find: list.find } : { intent: detail.name }
    const about = `${detail === undefined ? `${plural(list.known, 'intent')}, from` : 'From'} ${request.dates.date(span.from)} to ${request.dates.date(span.to - 1)}`
    return {
      title: detail === undefined ? 'Intents' : `Intent ${detail.name}`,
      section: '/intents',
      isLive: true,
      hasCharts: detail !== undefined,
      content: html`${
        detail !== undefined &&
        html`<nav class="trail" aria-label="Breadcrumb"><a href="${along(request, '/intents')}">Intents</a></nav>`
      }${pageHead(detail?.name ?? 'Intents', about, spanPicker(request, data, keep))}
<div class="stack">${content(data, request)}</div>
${data.extent !== undefined && exportLinks({ span, bot: data.bot, ...(detail !== undefined && { intent: detail.name }) })}`,
    }
  },
}

function find(totals: readonly IntentTotal[] | undefined, name: string): IntentTotal | undefined {
  return totals?.find((total) => total.name === name)
}

function content(data: Intents, request: PageRequest): Html {
  if (data.extent === undefined) return nothingTracked(request)
  if (data.detail !== undefined) return intentDetail(data.detail, data, request)
  if (data.list.known === 0) return noIntents()
  return html`${intentList(data.list, request)}
<section class="card" aria-labelledby="path"><header><h2 id="path">The path</h2><p>Which intent follows which within a session, and where sessions end</p></header>
${data.steps.length === 0 ? html`<p class="nothing">No message of a user had an intent in it.</p>` : flowDiagram(data.steps)}</section>`
}

function noIntents(): Html {
  return emptyState({
    title: 'No intents in this span of time',
    text: 'Choose a longer one, or name what the bot’s methods are for.',
    snippets: [
      {
        label: 'In the bot',
        code: `@TrackIntent('WEATHER_QUERY')
async onWeather(context: TurnContext) { … }`,
      },
    ],
  })
}
