import { openDatabase } from '../../src/sqlite/open'

/** As many rows are removed in one transaction as the outbox removes. */
const GROUP = 64

/** What SQLite itself takes to keep texts, one INSERT each, and to give and remove them in groups, in µs. */
export interface BareTimes {
  readonly inserts: readonly number[]
  readonly out: number
}

/** In a file in WAL, with one table and no index. */
export function bareTimes(path: string, texts: readonly string[]): BareTimes {
  const database = openDatabase(path)
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE message (id INTEGER PRIMARY KEY, json TEXT)',
  )
  const insert = database.prepare('INSERT INTO message (json) VALUES (?)')
  const select = database.prepare(`SELECT id, json FROM message ORDER BY id LIMIT ${GROUP}`)
  const remove = database.prepare('DELETE FROM message WHERE id = ?')
  const inserts = texts.map((text) => elapsedMicros(() => insert.run(text)))
  const out = elapsedMicros(() => {
    for (let rows = select.all(); rows.length > 0; rows = select.all()) {
      database.exec('BEGIN IMMEDIATE')
      for (const row of rows) remove.run(Object(row).id)
      database.exec('COMMIT')
    }
  })
  database.close()
  return { inserts, out }
}

export function elapsedMicros(work: () => unknown): number {
  const startedAt = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - startedAt) / 1_000
}
