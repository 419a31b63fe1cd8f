import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readMessages } from '../../../src/tracker/report/tracked'
import { Ingest } from '../../../src/tracker/store/ingest/ingest'
import { TrackerStore } from '../../../src/tracker/store/tracker-store'
import { makeDirectory, removeDirectory } from '../../support/directory'
import { incoming, NOON_ISH } from './ingest/arrivals'

describe('TrackerStore', () => {
  let directory: string
  let path: string

  beforeEach(() => {
    directory = makeDirectory()
    path = join(directory, 'tracker.db')
  })

  afterEach(() => removeDirectory(directory))

  it('keeps the log of the writer where a reader that opened the new file already reopens', () => {
    const other = join(directory, 'other.db')
    TrackerStore.open(other).close()
    const writer = TrackerStore.open(path)
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
    cpSync(other, path)
    const reader = TrackerStore.openToRead(path)
    try {
      readMessages(reader, {})
      writer.reopen()
      new Ingest(writer).store([incoming(NOON_ISH)])
      reader.reopen()
      expect(existsSync(`${path}-wal`)).to.equal(true)
      expect(readMessages(reader, {})).to.have.length(1)
    } finally {
      reader.close()
      writer.close()
    }
  })
})
