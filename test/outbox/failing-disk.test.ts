import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import sinon from 'sinon'
import { SqliteOutbox } from '../../src/outbox'
import { RecordingHost } from '../../src/testing/recording-host'
import { makeDirectory, removeDirectory } from '../support/directory'
import { corrupt, diskFull, FailingDatabase } from '../support/failing-database'
import { deliverAll, message } from '../support/messages'

const ANY = /./
const INSERT = /^INSERT INTO dashbot_message/
const REMOVE = /^DELETE FROM dashbot_message/
const READ = /^SELECT/

describe('SqliteOutbox on a disk that fails', () => {
  let database: FailingDatabase
  let outbox: SqliteOutbox
  let host: RecordingHost
  let clock: sinon.SinonFakeTimers

  beforeEach(() => {
    clock = sinon.useFakeTimers({
      now: Date.now(),
      toNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'],
    })
    database = new FailingDatabase(':memory:')
    host = new RecordingHost()
    outbox = new SqliteOutbox({ database, maxMemoryBytes: 3_000 })
  })

  afterEach(() => {
    database.failure = undefined
    outbox.close()
    database.close()
    clock.restore()
  })

  const fail = (sql: RegExp, error = diskFull()): void => {
    database.failure = { sql, error }
  }

  /** What the next process finds. */
  const reopen = (): SqliteOutbox => {
    const next = new SqliteOutbox({ database })
    next.open(new RecordingHost())
    return next
  }

  it('keeps messages in memory, and delivers them', () => {
    outbox.open(host)
    fail(INSERT)
    for (const text of ['one', 'two']) expect(outbox.add(message(text))).to.equal(undefined)
    expect(outbox.size).to.equal(2)
    expect(deliverAll(outbox)).to.deep.equal(['one', 'two'])
    expect(outbox.size).to.equal(0)
  })

  it('reports it once a minute, with the cause', () => {
    outbox.open(host)
    fail(INSERT)
    for (let second = 0; second < 90; second++) {
      outbox.add(message())
      deliverAll(outbox)
      clock.tick(1_000)
    }
    expect(host.errors).to.have.length(2)
    expect(host.errors[0]?.code).to.equal('ERR_DASHBOT_OUTBOX')
    expect(host.errors[0]?.message).to.match(/cannot be written.*memory meanwhile: database or disk is full/)
    expect(host.errors[0]?.cause).to.have.property('code', 'SQLITE_FULL')
  })

  it('refuses what neither the disk nor the memory takes', () => {
    outbox.open(host)
    fail(INSERT)
    const refusals = Array.from({ length: 20 }, () => outbox.add(message()))
    expect(refusals[0]).to.equal(undefined)
    expect(refusals.at(-1)).to.equal('queue_full')
    expect(outbox.size).to.equal(refusals.filter((refusal) => refusal === undefined).length)
  })

  it('keeps the order of a conversation that is partly on disk and partly in memory', () => {
    outbox.open(host)
    outbox.add(message('one'))
    fail(INSERT)
    outbox.add(message('two'))
    clock.tick(1_000)
    database.failure = undefined
    outbox.add(message('three'))
    outbox.add(message('elsewhere', 'other'))
    const delivered = deliverAll(outbox)
    expect(delivered.filter((text) => text !== 'elsewhere')).to.deep.equal(['one', 'two', 'three'])
    expect(delivered).to.include('elsewhere')
  })

  it('goes back to the disk a second after it failed', () => {
    outbox.open(host)
    fail(INSERT)
    outbox.add(message('in memory', 'a'))
    database.failure = undefined
    outbox.add(message('still in memory', 'b'))
    clock.tick(1_000)
    outbox.add(message('on disk', 'c'))
    expect(database.prepare('SELECT json FROM dashbot_message').all()).to.have.length(1)
    expect(deliverAll(outbox)).to.have.members(['in memory', 'still in memory', 'on disk'])
  })

  it('puts on disk at its close what is in memory, where the disk takes it by then', () => {
    outbox.open(host)
    fail(INSERT)
    for (const text of ['one', 'two']) outbox.add(message(text))
    clock.tick(1_000)
    database.failure = undefined
    outbox.close()
    expect(outbox.size).to.equal(2)
    expect(host.drops).to.deep.equal([])
    const next = reopen()
    expect(deliverAll(next)).to.deep.equal(['one', 'two'])
    next.close()
  })

  it('reports at its close what no disk took', () => {
    outbox.open(host)
    outbox.add(message('on disk', 'a'))
    fail(INSERT)
    for (const text of ['one', 'two']) outbox.add(message(text))
    outbox.close()
    expect(outbox.size).to.equal(1)
    expect(host.drops).to.deep.equal([['shutdown_timeout', 2]])
  })

  it('delivers nothing twice where a delivered message cannot be removed', () => {
    outbox.open(host)
    for (const text of ['one', 'two', 'three']) outbox.add(message(text))
    fail(REMOVE)
    expect(deliverAll(outbox)).to.deep.equal(['one', 'two', 'three'])
    expect(outbox.size).to.equal(0)
    expect(deliverAll(outbox)).to.deep.equal([])
    database.failure = undefined
    clock.tick(2_000)
    const next = reopen()
    expect(next.size).to.equal(0)
    next.close()
  })

  it('writes the dead letter of a message that waited in memory, once it can', () => {
    outbox.open(host)
    fail(INSERT)
    outbox.add(message('refused'))
    database.failure = undefined
    clock.tick(1_000)
    const taken = outbox.next()
    if (taken !== undefined) outbox.settle(taken, { kind: 'dropped', reason: 'rejected', status: 400 })
    expect(outbox.size).to.equal(0)
    expect(database.prepare('SELECT reason FROM dashbot_dead_letter').all()).to.have.length(1)
  })

  it('reads again where reading failed for a while', () => {
    outbox.open(host)
    outbox.add(message('one'))
    fail(READ, new Error('disk I/O error'))
    expect(outbox.next()).to.equal(undefined)
    expect(outbox.size).to.equal(1)
    database.failure = undefined
    clock.tick(1_000)
    expect(host.ready).to.equal(1)
    expect(deliverAll(outbox)).to.deep.equal(['one'])
    expect(host.drops).to.deep.equal([])
  })

  it('forgets no outcome that came while nothing could be read or written', () => {
    outbox.open(host)
    for (const text of ['one', 'two']) outbox.add(message(text))
    const taken = outbox.next()
    fail(ANY, new Error('disk I/O error'))
    outbox.next()
    if (taken !== undefined) outbox.settle(taken, { kind: 'delivered' })
    clock.tick(3_000)
    database.failure = undefined
    clock.tick(1_000)
    expect(deliverAll(outbox)).to.deep.equal(['two'])
    expect(outbox.size).to.equal(0)
  })

  it('starts in memory where it cannot be opened, and takes over what is there once it can', () => {
    const before = reopen()
    before.add(message('of the process before'))
    before.close()
    fail(ANY)
    expect(outbox.open(host)).to.equal(0)
    outbox.add(message('of this one', 'other'))
    expect(deliverAll(outbox)).to.deep.equal(['of this one'])
    database.failure = undefined
    clock.tick(1_000)
    expect(host.restored).to.equal(1)
    expect(deliverAll(outbox)).to.deep.equal(['of the process before'])
    expect(host.errors.map(({ message }) => message)).to.have.length(1)
    expect(host.errors[0]?.message).to.match(/cannot be opened/)
  })

  it('counts as lost what a damaged database of somebody else does not give', () => {
    outbox.open(host)
    outbox.add(message('one'))
    fail(READ, corrupt())
    expect(outbox.next()).to.equal(undefined)
    database.failure = undefined
    database.exec('DELETE FROM dashbot_message')
    clock.tick(1_000)
    expect(host.drops).to.deep.equal([['outbox_corrupt', 1]])
    expect(outbox.size).to.equal(0)
  })
})

describe('SqliteOutbox where no file can be', () => {
  let directory: string
  let clock: sinon.SinonFakeTimers

  beforeEach(() => {
    directory = makeDirectory()
    clock = sinon.useFakeTimers({
      now: Date.now(),
      toNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'],
    })
  })

  afterEach(() => {
    clock.restore()
    removeDirectory(directory)
  })

  it('works in memory until the place is free', () => {
    const inTheWay = join(directory, 'data')
    writeFileSync(inTheWay, '')
    const outbox = new SqliteOutbox({ path: join(inTheWay, 'outbox.db') })
    const host = new RecordingHost()
    outbox.open(host)
    outbox.add(message('one'))
    expect(deliverAll(outbox)).to.deep.equal(['one'])
    expect(host.errors[0]?.message).to.match(/cannot be opened/)

    rmSync(inTheWay)
    mkdirSync(inTheWay)
    clock.tick(1_000)
    outbox.add(message('two'))
    outbox.close()
    expect(outbox.size).to.equal(1)
    const next = new SqliteOutbox({ path: join(inTheWay, 'outbox.db') })
    expect(next.open(host)).to.equal(1)
    next.close()
  })
})
