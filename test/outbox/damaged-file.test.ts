import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { SqliteOutbox } from '../../src/outbox'
import { Inspection } from '../../src/outbox/inspection'
import { findEngine } from '../../src/sqlite/open'
import { Slots } from '../../src/sqlite/slots'
import { RecordingHost } from '../../src/testing/recording-host'
import { DamagedOutbox, expectSoundInOrder, MESSAGES, PAGE_BYTES } from '../support/damaged-outbox'
import { deliverAll, message } from '../support/messages'

describe('SqliteOutbox on a damaged file', () => {
  let damaged: DamagedOutbox

  beforeEach(() => {
    damaged = new DamagedOutbox()
  })

  afterEach(() => damaged.dispose())

  const aside = () => readdirSync(damaged.directory).filter((name) => /\.corrupt-[^.]+\.\d+Z$/.test(name))

  function overwrite(page: number): string {
    const content = Buffer.from(damaged.sound)
    content.fill(0xa5, page * PAGE_BYTES, (page + 1) * PAGE_BYTES)
    return damaged.write(content)
  }

  /** Only the beginning of the header, so that the file is still known. */
  function overwriteHeader(): string {
    return damaged.write(Buffer.from(damaged.sound).fill(0xa5, 0, 40))
  }

  it('leaves a file alone of which the first page is lost, names it, and works in memory', () => {
    const path = overwrite(0)
    const before = readFileSync(path)
    const outbox = new SqliteOutbox({ path })
    const host = new RecordingHost()
    expect(outbox.open(host)).to.equal(0)
    outbox.add(message('one'))
    expect(deliverAll(outbox)).to.deep.equal(['one'])
    outbox.close()
    expect(host.errors).to.have.length(1)
    expect(host.errors[0]?.message).to.include(`path ${path} is not a file of the outbox`)
    expect(readFileSync(path).equals(before)).to.equal(true)
    expect(aside()).to.deep.equal([])
  })

  it('repairs a file that it had open, whatever became of its first page', () => {
    const path = damaged.write(damaged.sound)
    const outbox = new SqliteOutbox({ path })
    const host = new RecordingHost()
    outbox.open(host)
    writeFileSync(path, Buffer.from(damaged.sound).fill(0xa5, 0, 4 * PAGE_BYTES))
    deliverAll(outbox)
    damaged.wait()
    outbox.add(message('after the repair'))
    deliverAll(outbox)
    outbox.close()
    expect(aside()).to.have.length(1)
    expect(host.errors.at(-1)?.message).to.match(/was damaged/)
  })

  it('keeps everything where only the index is lost', () => {
    expect(expectSoundInOrder(damaged.deliver(overwrite(2)))).to.equal(MESSAGES)
  })

  it('counts everything where the page is lost from which the messages are found', () => {
    const outcome = damaged.deliver(overwrite(1))
    expect(expectSoundInOrder(outcome)).to.equal(0)
    expect(outcome.host.drops).to.deep.equal([['outbox_corrupt', MESSAGES]])
  })

  it('keeps the messages before and after a page that is lost, and counts those on it', () => {
    const outcome = damaged.deliver(overwrite(12))
    expect(expectSoundInOrder(outcome)).to.be.within(MESSAGES - 20, MESSAGES - 1)
    expect(outcome.accepted).to.equal(MESSAGES)
  })

  it('keeps what can be read of a file that ends too early', () => {
    const path = damaged.write(damaged.sound.subarray(0, 20.5 * PAGE_BYTES))
    expect(expectSoundInOrder(damaged.deliver(path))).to.be.within(1, MESSAGES - 1)
  })

  it('renames the file, and says what it is called and how much is lost', () => {
    const { host, accepted } = damaged.deliver(overwriteHeader())
    const [name = ''] = aside()
    expect(readFileSync(join(damaged.directory, name), 'latin1')).to.match(/^\xa5{40}/)
    expect(host.errors).to.have.length(1)
    expect(host.errors[0]?.message).to.include(`${name}: 1 of its messages`)
    expect(host.drops).to.deep.equal([['outbox_corrupt', 1]])
    expect(accepted).to.equal(1)
  })

  it('takes messages after a repair, and needs no second one', () => {
    const path = overwriteHeader()
    damaged.deliver(path)
    const outbox = new SqliteOutbox({ path })
    outbox.open(new RecordingHost())
    outbox.add(message('1'))
    outbox.close()
    const outcome = damaged.deliver(path)
    expect(expectSoundInOrder(outcome)).to.equal(1)
    expect(outcome.host.errors).to.deep.equal([])
  })

  it('keeps the dead letters', () => {
    const path = damaged.write(damaged.sound)
    const outbox = new SqliteOutbox({ path })
    outbox.open(new RecordingHost())
    const refused = outbox.next()
    if (refused !== undefined) outbox.settle(refused, { kind: 'dropped', reason: 'rejected', status: 400 })
    outbox.close()
    const content = readFileSync(path)
    content.fill(0xa5, 12 * PAGE_BYTES, 13 * PAGE_BYTES)
    const other = damaged.write(content)
    expect(expectSoundInOrder(damaged.deliver(other))).to.be.within(MESSAGES - 20, MESSAGES - 2)
    const inspection = new Inspection(other)
    expect(inspection.deadLetters({}, 10).map(({ id }) => id)).to.deep.equal([refused?.id])
    inspection.close()
  })

  it('goes on with what was in flight when the damage was found', () => {
    const path = overwrite(12)
    const outbox = new SqliteOutbox({ path })
    const host = new RecordingHost()
    const found = outbox.open(host)
    const inFlight = [outbox.next(), outbox.next()]
    deliverAll(outbox)
    damaged.wait()
    expect(host.errors).to.not.be.empty
    for (const envelope of inFlight) {
      if (envelope !== undefined) outbox.settle(envelope, { kind: 'delivered' })
    }
    const rest = deliverAll(outbox)
    expect(rest).to.not.be.empty
    expect(outbox.size).to.equal(0)
    expect(found).to.equal(MESSAGES)
    outbox.close()
  })

  it('waits while others use the file, and works in memory meanwhile', () => {
    const path = overwrite(1)
    const others = new Slots(path, findEngine())
    others.claim(1)
    const outbox = new SqliteOutbox({ path })
    const host = new RecordingHost()
    outbox.open(host)
    for (const text of ['one', 'two']) {
      outbox.add(message(text))
      expect(deliverAll(outbox)).to.deep.equal([text])
      damaged.wait()
    }
    expect(host.errors.at(-1)?.message).to.match(/damaged, and other processes use it/)

    others.release(1)
    damaged.wait()
    outbox.add(message('on disk'))
    outbox.close()
    expect(outbox.size).to.equal(1)
    expect(aside()).to.have.length(1)
  })
})
