import { expect } from 'chai'
import sinon from 'sinon'
import type { Envelope } from '../../src/wire/envelope'
import { HOUR_MS, setUpDispatcher } from '../support/dispatcher-setup'
import { envelopeOf, textsOf } from '../support/envelopes'

describe('Dispatcher', () => {
  let clock: sinon.SinonFakeTimers
  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  })
  afterEach(() => clock.restore())

  it('sends nothing in the call that wakes it', async () => {
    const { add, transport } = setUpDispatcher()
    add(envelopeOf('1'))
    expect(transport.attempts).to.have.length(0)
    await clock.tickAsync(1)
    expect(textsOf(transport.accepted)).to.deep.equal(['1'])
  })

  it('has no more in flight than it may', async () => {
    const { add, transport } = setUpDispatcher({ maxConcurrency: 3, answer: () => 'hang' })
    add(...Array.from({ length: 10 }, (_, index) => envelopeOf('x', `user ${index}`)))
    await clock.tickAsync(1_000)
    expect(transport.attempts).to.have.length(3)
  })

  it('drops what is too old, by the wall clock', async () => {
    const { add, transport, outcomes } = setUpDispatcher()
    const now = Date.now()
    add(envelopeOf('old', 'ann', { capturedAt: now - HOUR_MS - 1 }))
    add(envelopeOf('just not', 'bob', { capturedAt: now - HOUR_MS + 1 }))
    await clock.tickAsync(1)
    expect(textsOf(transport.accepted)).to.deep.equal(['just not'])
    expect(outcomes[0]).to.deep.equal({ kind: 'dropped', reason: 'expired' })
  })

  it('gives way to the bot while it throws out thousands that are too old', async () => {
    const { add, outbox, outcomes } = setUpDispatcher()
    add(...Array.from({ length: 1_000 }, () => envelopeOf('old', 'ann', { capturedAt: 0 })))
    clock.next()
    expect(outcomes).to.have.length(100)
    await clock.tickAsync(100)
    expect(outbox.size).to.equal(0)
  })

  it('finishes what is in flight, and sends no more', async () => {
    const { add, transport, dispatcher, outbox } = setUpDispatcher({ maxConcurrency: 1 })
    const finish: (() => void)[] = []
    transport.send = () => new Promise((resolve) => finish.push(resolve))
    add(envelopeOf('1'), envelopeOf('2'))
    await clock.tickAsync(1)
    const finished = sinon.spy()
    void dispatcher.finish().then(finished)
    await clock.tickAsync(1_000)
    expect(finished.called).to.equal(false)
    finish[0]?.()
    await clock.tickAsync(1)
    expect(finished.called).to.equal(true)
    expect([finish.length, outbox.size]).to.deep.equal([1, 1])
  })

  describe('with a source that may lose what it handed out', () => {
    it('gives an attempt the signal of its envelope, and lets its failure count for nothing', async () => {
      const { add, transport, outbox, outcomes, onError } = setUpDispatcher({ answer: () => 'hang' })
      const lost = new AbortController()
      const settle = sinon.spy(outbox, 'settle')
      Object.assign(outbox, {
        signalOf: ({ conversation }: Envelope) => (conversation === 'ann' ? lost.signal : undefined),
      })
      add(envelopeOf('1', 'ann'), envelopeOf('2', 'bob'))
      await clock.tickAsync(1)
      lost.abort()
      settle.resetHistory()
      transport.answer = () => 'accept'
      await clock.tickAsync(1)
      expect(settle.firstCall.args[1]).to.deep.equal({ kind: 'retry', delayMs: 0 })
      expect(outcomes.filter(({ kind }) => kind === 'retry')).to.deep.equal([])
      expect(onError.called).to.equal(false)
    })

    it('still aborts such an attempt when stopped', async () => {
      const { add, transport, outbox, dispatcher } = setUpDispatcher({ answer: () => 'hang' })
      Object.assign(outbox, { signalOf: () => new AbortController().signal })
      add(envelopeOf('1', 'ann'))
      await clock.tickAsync(1)
      const stopped = dispatcher.stop()
      await clock.tickAsync(1)
      await stopped
      expect(transport.inFlight).to.equal(0)
    })
  })

  it('aborts what is in flight when stopped, and sends no more', async () => {
    const { add, transport, dispatcher, outbox, outcomes } = setUpDispatcher({ answer: () => 'hang' })
    add(envelopeOf('1'), envelopeOf('2', 'bob'))
    await clock.tickAsync(1)
    const stopped = dispatcher.stop()
    await clock.tickAsync(1)
    await stopped
    dispatcher.wake()
    await clock.tickAsync(60_000)
    expect(transport.attempts).to.have.length(2)
    expect(outbox.size).to.equal(2)
    expect(outcomes).to.deep.equal([])
  })

  it('counts what arrives in the moment of the stop, and nothing later', async () => {
    const { add, transport, dispatcher, outcomes } = setUpDispatcher()
    const finish: (() => void)[] = []
    transport.send = () => new Promise((resolve) => finish.push(resolve))
    add(envelopeOf('1'), envelopeOf('2', 'bob'))
    await clock.tickAsync(1)
    const stopped = dispatcher.stop()
    finish[0]?.()
    await clock.tickAsync(1)
    await stopped
    finish[1]?.()
    await clock.tickAsync(1)
    expect(outcomes).to.deep.equal([{ kind: 'delivered' }])
  })

  it('reports an outbox that throws, and goes on when woken', async () => {
    const { outbox, transport, dispatcher, onError } = setUpDispatcher()
    const next = sinon.stub(outbox, 'next').throws(new Error('disk'))
    outbox.add(envelopeOf('1'))
    dispatcher.pump()
    expect(onError.firstCall.args[0]).to.have.property('code', 'ERR_DASHBOT_OUTBOX')
    next.restore()
    dispatcher.wake()
    await clock.tickAsync(1)
    expect(transport.accepted).to.have.length(1)
  })

  it('reports an outbox that throws when it settles an outcome, and goes on', async () => {
    const { outbox, transport, dispatcher, onError } = setUpDispatcher()
    sinon.stub(outbox, 'settle').throws(new Error('disk'))
    outbox.add(envelopeOf('1'))
    dispatcher.pump()
    await clock.tickAsync(1)
    expect(transport.accepted).to.have.length(1)
    expect(onError.firstCall.args[0]).to.have.property('code', 'ERR_DASHBOT_OUTBOX')
  })
})
