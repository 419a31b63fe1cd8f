import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import sinon from 'sinon'
import { SqliteOutbox } from '../../src/outbox'
import { Inspection } from '../../src/outbox/inspection'
import { findEngine } from '../../src/sqlite/open'
import { Slots } from '../../src/sqlite/slots'
import { RecordingHost } from '../../src/testing/recording-host'
import { makeDirectory, removeDirectory } from '../support/directory'
import { deliverAll, message, textOf } from '../support/messages'

describe('SqliteOutbox whose file is removed', () => {
  let directory: string
  let folder: string
  let path: string
  let outbox: SqliteOutbox
  let host: RecordingHost
  let clock: sinon.SinonFakeTimers

  beforeEach(() => {
    clock = sinon.useFakeTimers({
      now: Date.now(),
      toNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'],
    })
    directory = makeDirectory()
    folder = join(directory, 'data')
    path = join(folder, 'outbox.db')
    outbox = new SqliteOutbox({ path })
    host = new RecordingHost()
    outbox.open(host)
    for (const text of ['one', 'two', 'three']) outbox.add(message(text))
  })

  afterEach(() => {
    outbox.close()
    clock.restore()
    removeDirectory(directory)
  })

  const removeFiles = (): void => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
  }

  /** What the next process finds in the file. */
  const found = (): readonly string[] => {
    const next = new SqliteOutbox({ path })
    next.open(new RecordingHost())
    const texts = deliverAll(next)
    next.close()
    return texts
  }

  it('moves what waits to a new file within a second, and reports it by name', () => {
    removeFiles()
    clock.tick(1_000)
    expect(host.errors.map(({ message }) => message)).to.deep.equal([
      `The outbox ${path} was removed or replaced: 3 messages moved to a new file`,
    ])
    outbox.add(message('four'))
    outbox.close()
    expect(outbox.size).to.equal(4)
    expect(found()).to.deep.equal(['one', 'two', 'three', 'four'])
  })

  it('creates the folder too', () => {
    rmSync(folder, { recursive: true })
    clock.tick(1_000)
    outbox.close()
    expect(found()).to.deep.equal(['one', 'two', 'three'])
  })

  it('keeps at its close what nobody had noticed until then', () => {
    rmSync(folder, { recursive: true })
    outbox.close()
    expect(outbox.size).to.equal(3)
    expect(host.drops).to.deep.equal([])
    expect(found()).to.deep.equal(['one', 'two', 'three'])
  })

  it('counts at its close what no file takes', () => {
    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
    outbox.add(message('four'))
    outbox.close()
    expect(outbox.size).to.equal(0)
    expect(host.drops).to.deep.equal([['shutdown_timeout', 4]])
    expect(host.errors[0]?.message).to.match(/was removed, and no new file can be opened/)
  })

  it('delivers on while no new file can be opened, and moves the rest once it can', () => {
    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
    clock.tick(1_000)
    outbox.add(message('four', 'other'))
    const taken = outbox.next()
    if (taken !== undefined) outbox.settle(taken, { kind: 'delivered' })
    rmSync(folder)
    clock.tick(2_000)
    outbox.close()
    expect(outbox.size).to.equal(3)
    expect([taken && textOf(taken), ...found()]).to.have.members(['one', 'two', 'three', 'four'])
  })

  it('removes what was in flight from the new file once it is delivered', () => {
    const taken = outbox.next()
    removeFiles()
    clock.tick(1_000)
    expect(outbox.size).to.equal(3)
    if (taken !== undefined) outbox.settle(taken, { kind: 'delivered' })
    outbox.close()
    expect(found()).to.deep.equal(['two', 'three'])
  })

  it('goes on in an outbox that replaced its own, behind the messages there', () => {
    const other = join(directory, 'other.db')
    const before = new SqliteOutbox({ path: other })
    before.open(new RecordingHost())
    before.add(message('from a backup', 'other'))
    before.close()
    removeFiles()
    renameSync(other, path)
    clock.tick(1_000)
    expect(host.restored).to.equal(1)
    expect(outbox.size).to.equal(4)
    expect(deliverAll(outbox)).to.have.members(['from a backup', 'one', 'two', 'three'])
  })

  it('leaves the file of another application that replaced its own', () => {
    removeFiles()
    writeFileSync(path, '{}')
    clock.tick(1_000)
    expect(host.errors[0]?.message).to.include(`path ${path} is not a file of the outbox`)
    expect(deliverAll(outbox)).to.deep.equal(['one', 'two', 'three'])
    outbox.close()
    expect(readdirSync(folder)).to.deep.equal(['outbox.db'])
  })

  it('takes the dead letters along', () => {
    const taken = outbox.next()
    if (taken !== undefined) outbox.settle(taken, { kind: 'dropped', reason: 'rejected', status: 400 })
    removeFiles()
    clock.tick(1_000)
    const inspection = new Inspection(path)
    expect(inspection.deadLetters({}, 10).map(({ id }) => id)).to.deep.equal([taken?.id])
    inspection.close()
  })

  it('locks its slot again where only the lock was removed', () => {
    rmSync(`${path}-lock-1`)
    clock.tick(1_000)
    const others = new Slots(path, findEngine())
    expect(others.claimFirst()).to.equal(2)
    others.releaseAll()
  })

  it('reports a given database whose file is gone, and keeps nothing of it', () => {
    mkdirSync(join(directory, 'given'))
    const given = join(directory, 'given', 'a.db')
    const database = new (findEngine())(given)
    const on = new SqliteOutbox({ database })
    on.open(host)
    on.add(message('five'))
    rmSync(join(directory, 'given'), { recursive: true })
    clock.tick(1_000)
    expect(host.errors[0]?.message).to.match(/given database was removed/)
    on.close()
    expect(on.size).to.equal(0)
    expect(host.drops).to.deep.equal([['shutdown_timeout', 1]])
    database.close()
  })
})
