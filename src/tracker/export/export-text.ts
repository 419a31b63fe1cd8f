import type { TrackerStore } from '../store/tracker-store'
import { csvLine } from './csv'
import { COLUMNS, type ExportedRow, type ExportFilter, type ExportSubject, exportPages } from './records'

export type ExportFormat = 'csv' | 'ndjson'

/**
 * The export's text, in pieces. CSV has the columns of Dashbot's data upload; a line of NDJSON has the same fields
 * and `payload`, all of what was delivered.
 */
export function* exportText(
  store: TrackerStore,
  format: ExportFormat,
  subject: ExportSubject,
  filter: ExportFilter = {},
): Generator<string> {
  if (format === 'csv') yield csvLine(COLUMNS[subject])
  const toLine = format === 'csv' ? toCsv : toNdjson
  for (const rows of exportPages(store, subject, filter)) yield rows.map(toLine).join('')
}

const toCsv = ({ record }: ExportedRow): string => csvLine(Object.values(record))

// Parsed, because a payload may hold line breaks between its fields.
const toNdjson = ({ record, json }: ExportedRow): string =>
  `${JSON.stringify({ ...record, payload: JSON.parse(json) })}\n`
