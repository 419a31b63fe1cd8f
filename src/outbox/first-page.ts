import { closeSync, copyFileSync, existsSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import type { SqliteConstructor } from '../sqlite/open'
import { OUTBOX_SCHEMA } from './schema'

const PAGE_BYTES = 4096
/** Offset in the first page, see https://www.sqlite.org/fileformat.html: write and read version, 2 for WAL. */
const VERSIONS_OFFSET = 18
/** The size in pages; 0 makes SQLite look at the file. */
const SIZE_OFFSET = 28

/**
 * Copies a database whose first page is lost, with the first page of a new one. That fits, since the tables of an
 * outbox are always laid out in the same way, and a later page tells what it holds without the first.
 */
export function copyWithNewFirstPage(from: string, to: string, Database: SqliteConstructor): void {
  const model = new Database(to)
  model.exec(OUTBOX_SCHEMA)
  model.close()
  const page = readFirstPage(to)
  page.fill(2, VERSIONS_OFFSET, VERSIONS_OFFSET + 2)
  page.writeUInt32BE(0, SIZE_OFFSET)
  copyFileSync(from, to)
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`)
  const file = openSync(to, 'r+')
  writeSync(file, page, 0, PAGE_BYTES, 0)
  closeSync(file)
}

export function removeCopy(path: string): void {
  for (const name of [path, `${path}-wal`, `${path}-shm`, `${path}-journal`]) rmSync(name, { force: true })
}

function readFirstPage(path: string): Buffer {
  const page = Buffer.alloc(PAGE_BYTES)
  const file = openSync(path, 'r')
  readSync(file, page, 0, PAGE_BYTES, 0)
  closeSync(file)
  return page
}
