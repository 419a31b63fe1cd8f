import type { Handler } from 'hono'
import { type ExportFormat, exportText } from '../export/export-text'
import type { ExportFilter, ExportSubject } from '../export/records'
import type { TrackerStore } from '../store/tracker-store'
import { RefusedError } from './refused-error'

const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
}

/**
 * `GET /export.csv` and `/export.ndjson`: the messages, or with `subject=events` the events; all of them, or those
 * of `userId`, `from` and `to` (ms since the epoch, or a date).
 */
export function exportAs(format: ExportFormat, store: TrackerStore): Handler {
  return (context) => {
    const { subject, ...query } = context.req.query()
    const wanted = readSubject(subject)
    const pieces = exportText(store, format, wanted, readFilter(query))
    context.header('Content-Type', CONTENT_TYPES[format])
    context.header('Content-Disposition', `attachment; filename="${wanted}.${format}"`)
    return context.body(toStream(pieces))
  }
}

function readSubject(subject = 'messages'): ExportSubject {
  if (subject === 'messages' || subject === 'events') return subject
  throw new RefusedError(400, { path: 'subject', message: 'must be messages or events' })
}

function readFilter({ from, to, userId }: Record<string, string>): ExportFilter {
  return { from: readTime('from', from), to: readTime('to', to), userId: userId || undefined }
}

function readTime(path: string, value: string | undefined): number | undefined {
  if (!value) return undefined
  const time = /^-?\d+$/.test(value) ? Number(value) : Date.parse(value)
  if (Number.isSafeInteger(time)) return time
  throw new RefusedError(400, { path, message: 'must be ms since the epoch, or a date such as 2026-03-01' })
}

/** One piece each time that the receiver has room for more. */
function toStream(pieces: Iterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull(controller) {
      const { done, value } = pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
  })
}
