import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import sinon from 'sinon'
import { SqliteOutbox } from '../../src/outbox'
import type { SqliteDatabase, SqliteStatement } from '../../src/sqlite/database'
import { findEngine } from '../../src/sqlite/open'
import { RecordingHost } from '../../src/testing/recording-host'
import { makeDirectory, removeDirectory } from '../support/directory'
import { message } from '../support/messages'

describe('SqliteOutbox on a given database', () => {
  let directory: string
  let path: string
  let database: SqliteDatabase

  beforeEach(() => {
    directory = makeDirectory()
    path = join(directory, 'given.db')
    database = new (findEngine())(path)
  })

  afterEach(() => {
    database.close()
    removeDirectory(directory)
  })

  it('keeps its bounds', () => {
    const outbox = new SqliteOutbox({ database, maxBytes: 3_000, maxDeadLetterBytes: 1 })
    const host = new RecordingHost()
    outbox.open(host)
    const refusals = Array.from({ length: 20 }, () => outbox.add(message()))
    expect(refusals.at(-1)).to.equal('outbox_full')
    expect(refusals.filter((refusal) => refusal === undefined)).to.have.length(outbox.size)
    expect(outbox.size).to.be.within(5, 12)
    const taken = outbox.next()
    if (taken !== undefined) outbox.settle(taken, { kind: 'dropped', reason: 'rejected' })
    expect(database.prepare('SELECT reason FROM dashbot_dead_letter').all()).to.deep.equal([])
    outbox.close()
  })

  it('moves what its log holds into the file when it is closed', () => {
    const outbox = new SqliteOutbox({ database })
    outbox.open(new RecordingHost())
    outbox.add(message('to be found in the file'))
    expect(readFileSync(path).includes('to be found in the file')).to.equal(false)
    outbox.close()
    expect(readFileSync(path).includes('to be found in the file')).to.equal(true)
  })

  it('leaves the log where the disk was slow before, so that closing takes no longer', () => {
    const clock = sinon.useFakeTimers({ toNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] })
    let checkpoints = 0
    const prepare = (sql: string): SqliteStatement => {
      const statement = database.prepare(sql)
      if (!sql.includes('wal_checkpoint')) return statement
      const get = (): unknown => {
        checkpoints += 1
        clock.tick(200)
        return statement.get()
      }
      return {
        run: (...values) => statement.run(...values),
        get,
        all: (...values) => statement.all(...values),
      }
    }
    try {
      const exec = (sql: string): unknown => database.exec(sql)
      const outbox = new SqliteOutbox({ database: { exec, prepare, close: () => {} } })
      outbox.open(new RecordingHost())
      for (let index = 0; index < 300; index += 1) outbox.add(message())
      clock.tick(500)
      expect(checkpoints).to.equal(1)
      outbox.close()
      expect(checkpoints).to.equal(1)
    } finally {
      clock.restore()
    }
  })

  it('leaves the application id of the database alone', () => {
    database.exec('PRAGMA application_id = 1234')
    const outbox = new SqliteOutbox({ database })
    outbox.open(new RecordingHost())
    outbox.close()
    expect(database.prepare('PRAGMA application_id').get()).to.include({ application_id: 1234 })
  })
})
