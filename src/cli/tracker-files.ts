import { accessSync, constants, createReadStream, existsSync, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { hasCode } from '../errors'
import { asObject } from '../internal/json'
import type { Tracked } from '../tracker'
import { createTracker } from '../tracker/create-tracker'
import { type ExportFormat, exportText } from '../tracker/export/export-text'
import type { ExportSubject } from '../tracker/export/records'
import { Ingest } from '../tracker/store/ingest/ingest'
import { Journal } from '../tracker/store/journal'
import { LOCK_PATIENCE_MS } from '../tracker/store/lock'
import { NotStoredError } from '../tracker/store/not-stored-error'
import { TrackerStore } from '../tracker/store/tracker-store'
import { UsageError } from './command'
import { Progress } from './progress'

export interface FileExport {
  readonly path: string
  readonly format: ExportFormat
  readonly subject: ExportSubject
}

/**
 * Writes what the tracker's file holds to stdout; stderr shows the progress where that disturbs no output.
 * @throws UsageError where there is no file
 */
export async function exportFile({ path, format, subject }: FileExport): Promise<void> {
  const { stdout, stderr } = process
  if (!existsSync(path)) throw new UsageError(`--db ${path}: there is no such file to export`)
  const store = await openUpToDate(path)
  const { total } = store.prepare(`SELECT count(*) AS total FROM ${subject}`).get() as { total: number }
  const terminal = stdout.isTTY ? { write: () => {} } : stderr
  const progress = new Progress({ terminal, verb: 'Exported', unit: subject, total })
  const text = exportText(store, format, subject, {}, (count) => progress.add(count))
  try {
    await pipeline(Readable.from(text), stdout, { end: false })
    progress.end()
  } catch (error) {
    // Whoever reads has read enough.
    if (!hasCode(error, 'EPIPE')) throw error
  } finally {
    store.close()
  }
}

/** With what a tracker that ended at once had answered and not put into the tables. */
async function openUpToDate(path: string): Promise<TrackerStore> {
  const store = TrackerStore.open(path)
  const onError = ({ message }: Error) => console.error(message)
  const journal = new Journal({ store, ingest: new Ingest(store), onStored: () => {}, onError })
  const isUpToDate = await journal.caughtUp(LOCK_PATIENCE_MS)
  journal.stop()
  if (isUpToDate) return store
  store.close()
  throw new NotStoredError('locked')
}

/**
 * Stores what an export in NDJSON holds, and prints how much that was.
 * @throws UsageError where the file cannot be read
 */
export async function importFile(path: string, file: string): Promise<void> {
  const progress = new Progress({
    terminal: process.stderr,
    verb: 'Read',
    unit: 'bytes',
    total: readableSize(file),
  })
  const unreadable: number[] = []
  const tracker = await createTracker({ path })
  try {
    const { stored, refused } = await tracker.import(readExported(file, progress, unreadable))
    progress.end()
    console.log(`Stored ${stored} messages and events.`)
    if (refused > 0)
      console.log(`Left out ${refused} that were not valid: Dashbot would refuse them, or their time.`)
    if (unreadable.length > 0) {
      const lines = unreadable.length === 1 ? 'line' : 'lines'
      console.log(
        `Left out ${unreadable.length} ${lines} that no export wrote, the first is line ${unreadable[0]}.`,
      )
    }
  } finally {
    await tracker.close()
  }
}

/** In bytes. */
function readableSize(file: string): number {
  try {
    accessSync(file, constants.R_OK)
  } catch (error) {
    const why = hasCode(error, 'ENOENT') ? 'there is no such file' : 'it cannot be read'
    throw new UsageError(`--import ${file}: ${why}`)
  }
  const stats = statSync(file)
  if (stats.isDirectory()) throw new UsageError(`--import ${file}: it is a folder, give one of its files`)
  return stats.size
}

async function* readExported(
  file: string,
  progress: Progress,
  unreadable: number[],
): AsyncGenerator<Tracked> {
  const stream = createReadStream(file)
  stream.on('data', (chunk) => progress.add(chunk.length))
  let line = 0
  for await (const text of createInterface(stream)) {
    line++
    if (text.trim() === '') continue
    const tracked = parseLine(text)
    if (tracked === undefined) unreadable.push(line)
    else yield tracked
  }
}

/** A line of an export in NDJSON; undefined for anything else. */
function parseLine(text: string): Tracked | undefined {
  const record = asObject(parse(text))
  const payload = asObject(record?.payload)
  if (record === undefined || payload === undefined || typeof record.timestamp !== 'number') return undefined
  const type = record.incoming === undefined ? 'event' : record.incoming === true ? 'incoming' : 'outgoing'
  return { type, time: record.timestamp, bot: record.bot, payload } as unknown as Tracked
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
