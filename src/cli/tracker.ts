import { resolve } from 'node:path'
import type { ListenOptions, TrackerOptions } from '../tracker'
import { createTracker } from '../tracker/create-tracker'
import type { ExportFormat } from '../tracker/export/export-text'
import type { ExportSubject } from '../tracker/export/records'
import { EXAMPLE_KEYS, sendMessage, startBot } from '../tracker/first-steps'
import { parseArguments, untilStopped, wholeNumberFlag } from './arguments'
import { type Command, UsageError } from './command'
import { exportFile, importFile } from './tracker-files'

const DAY_MS = 24 * 60 * 60_000
const MB = 1_000_000

const usage = `Usage: botbuilder-dashbot tracker [--port N] [--db FILE] [--host ADDRESS] [--keep-days N] [--max-mb N]
       botbuilder-dashbot tracker --export csv|ndjson [--subject messages|events] [--db FILE]
       botbuilder-dashbot tracker --import FILE [--db FILE]

Takes what bots report in place of Dashbot, keeps it in SQLite, and shows it in a browser.

  --port N          where it listens, by default 3979
  --db FILE         where it keeps messages and events, by default tracker.db
  --host ADDRESS    by default 127.0.0.1, this machine alone; any other needs keys and a password
  --keep-days N     deletes what is older, by default nothing
  --max-mb N        deletes the oldest once the database is larger, by default nothing
  --export FORMAT   writes the messages to stdout, in the form of Dashbot's data upload, and ends
  --subject WHAT    exports messages or events, by default messages
  --import FILE     stores what an export in NDJSON holds, and ends

Environment:
  DASHBOT_TRACKER_API_KEYS  the keys that bots may use, separated by commas, each with or without a name for its bot:
                            production=KEY,test=KEY; a name may have several keys; by default any
  DASHBOT_TRACKER_PASSWORD  what the browser has to give for the pages, at least 8 characters; by default nothing`

const options = {
  port: { type: 'string' },
  db: { type: 'string' },
  host: { type: 'string' },
  'keep-days': { type: 'string' },
  'max-mb': { type: 'string' },
  export: { type: 'string' },
  subject: { type: 'string' },
  import: { type: 'string' },
} as const

/** What the command works with. */
export interface TrackerSettings {
  readonly tracker: TrackerOptions & { readonly path: string }
  readonly listen: ListenOptions
  /** Export instead of listening. */
  readonly format: ExportFormat | undefined
  readonly subject: ExportSubject
  /** Import this file instead of listening. */
  readonly file: string | undefined
}

/**
 * Reads the command's arguments and environment.
 * @throws UsageError on arguments that make no sense
 */
export function readTrackerSettings(args: readonly string[], env: NodeJS.ProcessEnv): TrackerSettings {
  const { values } = parseArguments(args, { options })
  const format = values.export
  if (format !== undefined && format !== 'csv' && format !== 'ndjson') {
    throw new UsageError('--export must be csv or ndjson')
  }
  const { subject = 'messages', import: file } = values
  if (subject !== 'messages' && subject !== 'events') {
    throw new UsageError('--subject must be messages or events')
  }
  if (values.subject !== undefined && format === undefined) {
    throw new UsageError('--subject says what to export: add --export csv or --export ndjson')
  }
  if (file !== undefined && format !== undefined) {
    throw new UsageError('--import and --export exclude each other')
  }
  const port = wholeNumberFlag('--port', values.port, 0, 65_535)
  const keepDays = wholeNumberFlag('--keep-days', values['keep-days'], 1, 100_000)
  const maxMegabytes = wholeNumberFlag('--max-mb', values['max-mb'], 1, 100_000_000)
  const apiKeys = parseKeys(env.DASHBOT_TRACKER_API_KEYS)
  return {
    tracker: {
      path: resolve(values.db ?? 'tracker.db'),
      ...(apiKeys !== undefined && { apiKeys }),
      ...(env.DASHBOT_TRACKER_PASSWORD && { password: env.DASHBOT_TRACKER_PASSWORD }),
      ...(keepDays !== undefined && { retentionMs: keepDays * DAY_MS }),
      ...(maxMegabytes !== undefined && { maxBytes: maxMegabytes * MB }),
    },
    listen: { ...(port !== undefined && { port }), ...(values.host !== undefined && { host: values.host }) },
    format,
    subject,
    file,
  }
}

/** Between a name and its key: where nothing but `=` follows, it is the padding of a key in base64. */
const NAMED_KEY = /^([^=]+)=(?!=*$)(.+)$/

/** Keys as a list, or by name where each has one; undefined without any. */
function parseKeys(list = ''): TrackerOptions['apiKeys'] {
  const entries = list.split(',').flatMap((entry) => entry.trim() || [])
  if (entries.length === 0) return undefined
  if (entries.some((entry) => entry.endsWith('=') && !NAMED_KEY.test(entry) && entry.length % 4 !== 0)) {
    throw new UsageError('DASHBOT_TRACKER_API_KEYS has a name without a key: write NAME=KEY')
  }
  const named = entries.map((entry) => NAMED_KEY.exec(entry)).filter((match) => match !== null)
  if (named.length === 0) return entries
  if (named.length < entries.length) {
    throw new UsageError(
      'DASHBOT_TRACKER_API_KEYS must name each of its keys, as in production=KEY,test=KEY, or none',
    )
  }
  const keys = new Map<string, string[]>()
  for (const [, name = '', key = ''] of named) {
    keys.set(name.trim(), [...(keys.get(name.trim()) ?? []), key.trim()])
  }
  return Object.fromEntries(keys)
}

export const tracker: Command = {
  summary: 'takes what bots report, and shows it in a browser',
  usage,
  async run(args) {
    const settings = readTrackerSettings(args, process.env)
    const { format, subject, file, tracker } = settings
    if (format !== undefined) await exportFile({ path: tracker.path, format, subject })
    else if (file !== undefined) await importFile(tracker.path, resolve(file))
    else await serve(settings)
    return 0
  },
}

async function serve({ tracker: wanted, listen }: TrackerSettings): Promise<void> {
  const stopped = untilStopped()
  const started = await createTracker(wanted)
  try {
    const url = await started.listen(listen)
    const apiKey = wanted.apiKeys === undefined ? EXAMPLE_KEYS.any : EXAMPLE_KEYS.limited
    const shell = process.platform === 'win32' ? 'PowerShell' : 'bash'
    console.log(`The tracker shows what bots report at ${url}
To report to it, start a bot that takes its settings from the environment:
  ${startBot(shell, { url, apiKey })}
or send a first message:
  ${sendMessage(shell, { url, apiKey })}
It keeps everything in ${wanted.path}. Ctrl+C ends it.`)
    await stopped
  } finally {
    await started.close()
  }
}
