import { join } from 'node:path'
import { expect } from 'chai'
import { SqliteOutbox } from '../../src/outbox'
import type { SqliteDatabase } from '../../src/sqlite/database'
import { openDatabase } from '../../src/sqlite/open'
import { RecordingHost } from '../../src/testing/recording-host'
import { makeDirectory, removeDirectory } from '../support/directory'
import { deliverAll, message } from '../support/messages'

describe('SqliteOutbox, of what has arrived', () => {
  let directory: string
  let outbox: SqliteOutbox
  let reader: SqliteDatabase

  beforeEach(() => {
    directory = makeDirectory()
    const path = join(directory, 'outbox.db')
    outbox = new SqliteOutbox({ path })
    outbox.open(new RecordingHost())
    reader = openDatabase(path)
  })
  afterEach(() => {
    reader.close()
    outbox.close()
    removeDirectory(directory)
  })

  const rows = () => Object(reader.prepare('SELECT count(*) AS n FROM dashbot_message').get()).n
  const add = (count: number) => {
    for (let index = 0; index < count; index += 1) outbox.add(message(`text ${index}`, `user ${index}`))
  }
  const deliver = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      outbox.settle(outbox.next() ?? expect.fail('nothing waits'), { kind: 'delivered' })
    }
  }

  it('removes several together, when the event loop comes round', async () => {
    add(10)
    deliver(5)
    expect(rows()).to.equal(10)
    expect(outbox.size).to.equal(5)
    await new Promise(setImmediate)
    expect(rows()).to.equal(5)
  })

  it('removes them before that where they are many', () => {
    add(100)
    deliver(64)
    expect(rows()).to.equal(36)
  })

  it('removes the last one at once, so that a process may end after a flush', () => {
    add(10)
    expect(deliverAll(outbox)).to.have.length(10)
    expect(rows()).to.equal(0)
  })

  it('removes a refused one at once, with its dead letter written', () => {
    add(2)
    outbox.settle(outbox.next() ?? expect.fail('nothing waits'), {
      kind: 'dropped',
      reason: 'rejected',
      status: 400,
    })
    expect(rows()).to.equal(1)
    expect(Object(reader.prepare('SELECT count(*) AS n FROM dashbot_dead_letter').get()).n).to.equal(1)
  })

  it('removes them when it is closed', () => {
    add(10)
    deliver(5)
    outbox.close()
    expect(rows()).to.equal(5)
  })
})
