import type { Handler } from 'hono'
import { type ExportFormat, exportText } from '../export/export-text'
import type { ExportFilter, ExportSubject } from '../export/records'
import { findBot } from '../queries/bots'
import { findIntent } from '../queries/names'
import { RefusedError } from '../server/refused-error'
import type { TrackerStore } from '../store/tracker-store'

const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
}

/**
 * `GET /export.csv` and `/export.ndjson`: the messages, or with `subject=events` the events; all of them, or those
 * of `userId`, `bot`, `from` and `to` (ms since the epoch, or a date); messages with `intent`.
 */
export function exportAs(format: ExportFormat, store: TrackerStore): Handler {
  return (context) => {
    const { subject, ...query } = context.req.query()
    const wanted = readSubject(subject)
    const pieces = exportText(store, format, wanted, readFilter(store, wanted, query))
    context.header('Content-Type', CONTENT_TYPES[format])
    context.header('Content-Disposition', `attachment; filename="${wanted}.${format}"`)
    return context.body(toStream(pieces))
  }
}

function readSubject(subject = 'messages'): ExportSubject {
  if (subject === 'messages' || subject === 'events') return subject
  throw new RefusedError(400, { path: 'subject', message: 'must be messages or events' })
}

function readFilter(
  store: TrackerStore,
  subject: ExportSubject,
  { from, to, userId, bot, intent }: Record<string, string>,
): ExportFilter {
  if (intent && subject === 'events') {
    throw new RefusedError(400, { path: 'intent', message: 'cannot be given for events, which have none' })
  }
  return {
    from: readTime('from', from),
    to: readTime('to', to),
    userId: userId || undefined,
    bot: bot ? readBot(store, bot) : undefined,
    intent: intent ? (findIntent(store, intent) ?? NEVER_SEEN) : undefined,
  }
}

/** No row has this id. */
const NEVER_SEEN = 0

function readBot(store: TrackerStore, name: string): number {
  const bot = findBot(store, name)
  if (bot !== undefined) return bot.id
  throw new RefusedError(400, {
    path: 'bot',
    message: 'is not one of the bots that reported to this tracker',
  })
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
