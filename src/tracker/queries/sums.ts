import type { SqliteValue } from '../../sqlite/database'
import type { TrackerStore } from '../store/tracker-store'
import { SUM_UNITS, type SumKind, sumColumns, sumTable } from '../sum-tables'
import { numberLists } from './number-lists'
import { ofBot, type TimeSpan } from './span'
import { cutIntoPieces, type SumPiece } from './sum-pieces'

/** Of one span: by key, the sums of the columns. */
export type SumsByKey = ReadonlyMap<number, readonly number[]>

/**
 * The sums of one kind within each of the spans, which may overlap: by a key of numbers, those of the columns, in the
 * order of {@link SUM_TABLES}. Rows of zeros may be among them.
 *
 * @param key an SQL expression by which rows are grouped; `0` sums up all rows
 */
export function readSums(
  store: TrackerStore,
  kind: Exclude<SumKind, 'event' | 'input'>,
  key: string,
  spans: readonly TimeSpan[],
  bot: number | undefined,
): readonly SumsByKey[] {
  const sums = spans.map(() => new Map<number, number[]>())
  const columns = sumColumns(kind)
  const pieces = cutIntoPieces(spans)
  for (const unit of SUM_UNITS) {
    const read = pieces[`${unit}s`]
    if (read.length === 0) continue
    const { from, values } = pieceRows(`${sumTable(kind, unit)} s`, `s.${unit}`, read, bot)
    const [numbers = [], keys = [], ...lists] = numberLists(store, ['r.key', key, ...columns], from, values)
    for (const [row, number] of numbers.entries()) {
      const piece = read[number]
      const byKey = piece && sums[piece.span]
      if (piece === undefined || byKey === undefined) continue
      const at = keys[row] ?? 0
      const sum = byKey.get(at) ?? columns.map(() => 0)
      byKey.set(at, sum)
      for (const [column, list] of lists.entries()) {
        sum[column] = (sum[column] ?? 0) + piece.by * (list[row] ?? 0)
      }
    }
  }
  return sums
}

/** The rows within the pieces, for a FROM clause: `r.key` is the number of the piece. */
export function pieceRows(
  table: string,
  time: string,
  pieces: readonly SumPiece[],
  bot: number | undefined,
): { readonly from: string; readonly values: readonly SqliteValue[] } {
  const of = ofBot(bot, 's')
  const list = JSON.stringify(pieces.map(({ from, to }) => [from, to]))
  return {
    from: `json_each(?) r CROSS JOIN ${table}
      WHERE ${time} >= json_extract(r.value, '$[0]') AND ${time} < json_extract(r.value, '$[1]') ${of.sql}`,
    values: [list, ...of.values],
  }
}
