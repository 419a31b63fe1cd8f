import type { TrackerStore } from '../store/tracker-store'
import { csvLine } from './csv'
import { COLUMNS, type ExportedRow, type ExportFilter, type ExportSubject, exportPages } from './records'

export type ExportFormat = 'csv' | 'ndjson'

/**
 * The export's text, in pieces; `onPage` hears of how many rows each has. CSV has the columns of Dashbot's data upload; a
 * line of NDJSON has the same fields, `bot`, and `payload`, all of what was delivered.
 */
export function* exportText(
  store: TrackerStore,
  format: ExportFormat,
  subject: ExportSubject,
  filter: ExportFilter = {},
  onPage: (rows: number) => void = () => {},
): Generator<string> {
  if (format === 'csv') yield csvLine(COLUMNS[subject])
  const toLine = format === 'csv' ? toCsv : toNdjson
  for (const rows of exportPages(store, subject, filter)) {
    yield rows.map(toLine).join('')
    onPage(rows.length)
  }
}

const toCsv = ({ record }: ExportedRow): string => csvLine(Object.values(record))

/**
 * The payload goes in as it was received, since one that is nested deeply can be parsed but not written again. Line
 * breaks can only lie between its fields, since JSON has none within a string.
 */
const toNdjson = ({ record, bot, json }: ExportedRow): string =>
  `${escapeControls(JSON.stringify({ ...record, bot }).slice(0, -1))},"payload":${escapeControls(json.replace(/[\r\n]+/g, ' '))}}\n`

/** Terminals obey the controls from U+007F to U+009F, which JSON leaves as they are. */
const escapeControls = (json: string): string =>
  json.replace(/[\x7f-\x9f]/g, (control) => `\\u00${control.charCodeAt(0).toString(16)}`)
