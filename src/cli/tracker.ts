import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { hasCode } from '../errors'
import type { ListenOptions, TrackerOptions } from '../tracker'
import { createTracker } from '../tracker/create-tracker'
import { type ExportFormat, exportText } from '../tracker/export/export-text'
import { EXAMPLE_KEYS, sendMessage, startBot } from '../tracker/first-steps'
import { TrackerStore } from '../tracker/store/tracker-store'
import { parseArguments, untilStopped, wholeNumberFlag } from './arguments'
import { type Command, UsageError } from './command'

const DAY_MS = 24 * 60 * 60_000
const MB = 1_000_000

const usage = `Usage: botbuilder-dashbot tracker [--port N] [--db FILE] [--host ADDRESS] [--keep-days N] [--max-mb N]
       botbuilder-dashbot tracker --export csv|ndjson [--db FILE]

Takes what bots report in place of Dashbot, keeps it in SQLite, and shows it in a browser.

  --port N          where it listens, by default 3979
  --db FILE         where it keeps messages and events, by default tracker.db
  --host ADDRESS    by default 127.0.0.1, this machine alone; any other needs keys and a password
  --keep-days N     deletes what is older, by default nothing
  --max-mb N        deletes the oldest once the database is larger, by default nothing
  --export FORMAT   writes the messages to stdout, in the form of Dashbot's data upload, and ends

Environment:
  DASHBOT_TRACKER_API_KEYS  the keys that bots may use, separated by commas, each with or without a name for its bot:
                            production=KEY,test=KEY; by default any
  DASHBOT_TRACKER_PASSWORD  what the browser has to give for the pages, at least 8 characters; by default nothing`

const options = {
  port: { type: 'string' },
  db: { type: 'string' },
  host: { type: 'string' },
  'keep-days': { type: 'string' },
  'max-mb': { type: 'string' },
  export: { type: 'string' },
} as const

/** What the command works with. */
export interface TrackerSettings {
  readonly tracker: TrackerOptions & { readonly path: string }
  readonly listen: ListenOptions
  /** Export instead of listening. */
  readonly format: ExportFormat | undefined
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
  }
}

/** Keys as a list, or by name where each has one; undefined without any. */
function parseKeys(list = ''): TrackerOptions['apiKeys'] {
  const entries = list.split(',').flatMap((entry) => entry.trim() || [])
  if (entries.length === 0) return undefined
  const named = entries.map((entry) => /^([^=]+)=(.+)$/.exec(entry)).filter((match) => match !== null)
  if (named.length === 0) return entries
  if (named.length < entries.length) {
    throw new UsageError(
      'DASHBOT_TRACKER_API_KEYS must name each of its keys, as in production=KEY,test=KEY, or none',
    )
  }
  return Object.fromEntries(named.map(([, name = '', key = '']) => [name.trim(), key.trim()]))
}

export const tracker: Command = {
  summary: 'takes what bots report, and shows it in a browser',
  usage,
  async run(args) {
    const settings = readTrackerSettings(args, process.env)
    await (settings.format === undefined
      ? serve(settings)
      : exportTo(process.stdout, settings.format, settings))
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

async function exportTo(
  stdout: NodeJS.WritableStream,
  format: ExportFormat,
  { tracker: { path } }: TrackerSettings,
): Promise<void> {
  const store = TrackerStore.open(path)
  try {
    await pipeline(Readable.from(exportText(store, format, 'messages')), stdout, { end: false })
  } catch (error) {
    // Whoever reads has read enough.
    if (!hasCode(error, 'EPIPE')) throw error
  } finally {
    store.close()
  }
}
