import { expect } from 'chai'
import sinon from 'sinon'
import { MemoryOutbox } from '../../src/delivery/memory-outbox'
import type { OutboxHost } from '../../src/delivery/outbox'
import { envelopeOf, textsOf } from '../support/envelopes'

const delivered = { kind: 'delivered' } as const

function openOutbox({ maxMessages = 100, maxBytes = 100_000 } = {}) {
  const outbox = new MemoryOutbox({ maxMessages, maxBytes })
  const host = {
    onError: sinon.spy(),
    onDrop: sinon.spy(),
    onRestored: sinon.spy(),
    onReady: sinon.spy(),
  } satisfies OutboxHost
  expect(outbox.open(host)).to.equal(0)
  return { outbox, host }
}

/** Takes and delivers everything that can be had now. */
function takeAll(outbox: MemoryOutbox) {
  const taken = []
  for (let next = outbox.next(); next !== undefined; next = outbox.next()) {
    taken.push(next)
    outbox.settle(next, delivered)
  }
  return textsOf(taken)
}

describe('MemoryOutbox', () => {
  let clock: sinon.SinonFakeTimers
  beforeEach(() => {
    clock = sinon.useFakeTimers()
  })
  afterEach(() => clock.restore())

  it('keeps the order of a conversation', () => {
    const { outbox } = openOutbox()
    for (const text of ['1', '2', '3']) outbox.add(envelopeOf(text))
    expect(takeAll(outbox)).to.deep.equal(['1', '2', '3'])
    expect(outbox.size).to.equal(0)
  })

  it('gives no second message of a conversation while one is in flight', () => {
    const { outbox } = openOutbox()
    outbox.add(envelopeOf('1'))
    outbox.add(envelopeOf('2'))
    const first = outbox.next()
    expect(outbox.next()).to.equal(undefined)
    if (first !== undefined) outbox.settle(first, delivered)
    expect(outbox.next()).to.have.property('json').that.includes('"2"')
  })

  it('lets conversations take turns', () => {
    const { outbox } = openOutbox()
    for (const text of ['a1', 'a2']) outbox.add(envelopeOf(text, 'ann'))
    for (const text of ['b1', 'b2']) outbox.add(envelopeOf(text, 'bob'))
    expect(takeAll(outbox)).to.deep.equal(['a1', 'b1', 'a2', 'b2'])
  })

  it('gives a message that is to be retried first again, once its lane was silent for the time', () => {
    const { outbox, host } = openOutbox()
    for (const text of ['1', '2']) outbox.add(envelopeOf(text))
    const first = outbox.next()
    if (first !== undefined) outbox.settle(first, { kind: 'retry', delayMs: 500 })
    clock.tick(499)
    expect(outbox.next()).to.equal(undefined)
    expect(host.onReady.called).to.equal(false)
    clock.tick(1)
    expect(host.onReady.calledOnce).to.equal(true)
    expect(takeAll(outbox)).to.deep.equal(['1', '2'])
  })

  it('holds no other conversation back while one is silent', () => {
    const { outbox } = openOutbox()
    outbox.add(envelopeOf('a', 'ann'))
    const first = outbox.next()
    if (first !== undefined) outbox.settle(first, { kind: 'retry', delayMs: 60_000 })
    outbox.add(envelopeOf('b', 'bob'))
    expect(takeAll(outbox)).to.deep.equal(['b'])
  })

  it('puts a lane that is retried at once behind those that wait', () => {
    const { outbox } = openOutbox()
    outbox.add(envelopeOf('a', 'ann'))
    outbox.add(envelopeOf('b', 'bob'))
    const first = outbox.next()
    if (first !== undefined) outbox.settle(first, { kind: 'retry', delayMs: 0 })
    expect(takeAll(outbox)).to.deep.equal(['b', 'a'])
  })

  it('refuses the newest beyond its bound in messages, those in flight included', () => {
    const { outbox } = openOutbox({ maxMessages: 2 })
    expect(outbox.add(envelopeOf('1'))).to.equal(undefined)
    expect(outbox.add(envelopeOf('2'))).to.equal(undefined)
    outbox.next()
    expect(outbox.add(envelopeOf('3'))).to.equal('queue_full')
    expect(outbox.size).to.equal(2)
  })

  it('refuses the newest beyond its bound in bytes of UTF-8, and takes more once some have left', () => {
    const first = envelopeOf('é'.repeat(100))
    const { outbox } = openOutbox({ maxBytes: Buffer.byteLength(first.json) + 10 })
    outbox.add(first)
    expect(outbox.add(envelopeOf('2'))).to.equal('queue_full')
    takeAll(outbox)
    expect(outbox.add(envelopeOf('3'))).to.equal(undefined)
  })

  it('has nothing left, and no timer, once closed', () => {
    const { outbox } = openOutbox()
    const envelope = envelopeOf('1')
    outbox.add(envelope)
    outbox.next()
    outbox.settle(envelope, { kind: 'retry', delayMs: 1_000 })
    outbox.close()
    expect(outbox.size).to.equal(0)
    expect(clock.countTimers()).to.equal(0)
    outbox.settle(envelope, delivered)
    expect(outbox.size).to.equal(0)
  })
})
