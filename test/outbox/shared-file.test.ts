import { join } from 'node:path'
import { expect } from 'chai'
import sinon from 'sinon'
import { SqliteOutbox } from '../../src/outbox'
import { findEngine } from '../../src/sqlite/open'
import { RecordingHost } from '../../src/testing/recording-host'
import { makeDirectory, removeDirectory } from '../support/directory'
import { deliverAll, message, textOf } from '../support/messages'

/** Two outboxes of one process are as far apart as those of two: test/faults has these. */
describe('SqliteOutbox on a file that another one uses', () => {
  let directory: string
  let path: string
  let clock: sinon.SinonFakeTimers
  let opened: SqliteOutbox[]

  beforeEach(() => {
    directory = makeDirectory()
    path = join(directory, 'outbox.db')
    clock = sinon.useFakeTimers({
      now: Date.now(),
      toNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'],
    })
    opened = []
  })

  afterEach(() => {
    for (const outbox of opened) outbox.close()
    clock.restore()
    removeDirectory(directory)
  })

  function open(): { outbox: SqliteOutbox; host: RecordingHost; found: number } {
    const outbox = new SqliteOutbox({ path })
    const host = new RecordingHost()
    opened.push(outbox)
    return { outbox, host, found: outbox.open(host) }
  }

  /** What was delivered is removed with others, when the event loop comes round. */
  const removal = () => new Promise(setImmediate)

  it('delivers what it captured itself, and leaves the rest to the other', () => {
    const first = open()
    const second = open()
    first.outbox.add(message('of the first', 'a'))
    second.outbox.add(message('of the second', 'b'))
    expect(second.outbox.size).to.equal(1)
    expect(deliverAll(second.outbox)).to.deep.equal(['of the second'])
    expect(deliverAll(first.outbox)).to.deep.equal(['of the first'])
  })

  it('keeps the order of a conversation that both captured', async () => {
    const first = open()
    const second = open()
    first.outbox.add(message('one'))
    second.outbox.add(message('two'))
    first.outbox.add(message('three'))
    expect(deliverAll(second.outbox)).to.deep.equal([])
    expect(deliverAll(first.outbox)).to.deep.equal(['one'])
    await removal()
    clock.tick(50)
    expect(second.host.ready).to.equal(1)
    expect(deliverAll(second.outbox)).to.deep.equal(['two'])
    await removal()
    clock.tick(50)
    expect(deliverAll(first.outbox)).to.deep.equal(['three'])
  })

  it('keeps that order for what it had read ahead before the other came', async () => {
    const first = open()
    const texts = Array.from({ length: 100 }, (_, index) => String(index))
    for (const text of texts) first.outbox.add(message(text))
    const taken = first.outbox.next() ?? expect.fail('nothing waits')
    const second = open()
    second.outbox.add(message('of the second'))
    first.outbox.add(message('last'))
    first.outbox.settle(taken, { kind: 'delivered' })
    expect(deliverAll(second.outbox)).to.deep.equal([])
    expect(deliverAll(first.outbox)).to.deep.equal(texts.slice(1))
    await removal()
    clock.tick(50)
    expect(deliverAll(second.outbox)).to.deep.equal(['of the second'])
    await removal()
    clock.tick(50)
    expect(deliverAll(first.outbox)).to.deep.equal(['last'])
  })

  it('takes over what the other left when that ended', () => {
    const first = open()
    const second = open()
    first.outbox.add(message('one'))
    second.outbox.add(message('two'))
    first.outbox.close()
    clock.tick(1_000)
    expect(second.host.restored).to.equal(1)
    expect(second.host.ready).to.equal(1)
    expect(second.outbox.size).to.equal(2)
    clock.tick(1_000)
    expect(deliverAll(second.outbox)).to.deep.equal(['one', 'two'])
  })

  it('finds at its start what several left', () => {
    const [first, second] = [open(), open()]
    first.outbox.add(message('one'))
    second.outbox.add(message('two'))
    first.outbox.add(message('three'))
    first.outbox.close()
    second.outbox.close()
    const third = open()
    expect(third.found).to.equal(3)
    expect(third.host.restored).to.equal(0)
    expect(deliverAll(third.outbox)).to.deep.equal(['one', 'two', 'three'])
  })

  it('does not take over twice what two could take', () => {
    const [first, second, third] = [open(), open(), open()]
    first.outbox.add(message('one'))
    first.outbox.close()
    clock.tick(2_000)
    expect([second.host.restored, third.host.restored].sort()).to.deep.equal([0, 1])
  })

  it('lets go of a drained slot, so that another can have it', () => {
    const [first, second] = [open(), open()]
    first.outbox.add(message('one'))
    first.outbox.close()
    clock.tick(1_000)
    deliverAll(second.outbox)
    clock.tick(1_000)
    const third = open()
    third.outbox.add(message('two'))
    third.outbox.close()
    clock.tick(1_000)
    expect(second.host.restored).to.equal(2)
  })

  it('shares the file through databases that are given, too', () => {
    const Database = findEngine()
    const [one, two] = [new Database(path), new Database(path)]
    const first = new SqliteOutbox({ database: one })
    const second = new SqliteOutbox({ database: two })
    opened.push(first, second)
    first.open(new RecordingHost())
    second.open(new RecordingHost())
    first.add(message('one', 'a'))
    second.add(message('two', 'b'))
    const taken = first.next()
    expect(taken && textOf(taken)).to.equal('one')
    expect(first.next()).to.equal(undefined)
    expect(deliverAll(second)).to.deep.equal(['two'])
    first.close()
    second.close()
    one.close()
    two.close()
  })

  it('takes sixteen, and reports to the seventeenth that it works in memory', () => {
    for (let index = 0; index < 16; index++) expect(open().host.errors).to.deep.equal([])
    const { outbox, host } = open()
    expect(host.errors.map(({ message }) => message)).to.have.length(1)
    expect(host.errors[0]?.message).to.match(/used by 16 processes/)
    outbox.add(message('one'))
    expect(deliverAll(outbox)).to.deep.equal(['one'])
  })
})
