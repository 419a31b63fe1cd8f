import type { ExportSubject } from '../../export/records'
import type { TimeSpan } from '../../queries/span'
import type { Html } from '../html'
import { html } from '../html'
import { address } from '../request'

export interface WantedExport {
  /** @default 'messages' */
  readonly subject?: ExportSubject
  /** Default: all time. */
  readonly span?: TimeSpan | undefined
  /** The bot's name. Default: all bots. */
  readonly bot: string | undefined
  readonly userId?: string
  readonly intent?: string
}

/** Downloads what a page is about. */
export function exportLinks({ subject, span, ...filter }: WantedExport): Html {
  const query = { subject, from: span && String(span.from), to: span && String(span.to), ...filter }
  const what = subject === 'events' ? 'events' : 'messages'
  return html`<p class="exports">Export the ${what} as <a href="${address('/export.csv', query)}" download>CSV</a> or <a href="${address('/export.ndjson', query)}" download>NDJSON</a></p>`
}
