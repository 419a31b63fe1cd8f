import { expect } from 'chai'
import sinon from 'sinon'
import { HOUR_MS, setUpDispatcher } from '../support/dispatcher-setup'
import { envelopeOf } from '../support/envelopes'

describe('Dispatcher with a transport whose send never settles', () => {
  let clock: sinon.SinonFakeTimers
  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  })
  afterEach(() => clock.restore())

  it('reports attempts once that take longer than 60 s, together', async () => {
    const { add, onError } = setUpDispatcher({ maxConcurrency: 2, answer: () => 'hang' })
    add(envelopeOf('1', 'ann'), envelopeOf('2', 'bob'))
    await clock.tickAsync(60_000)
    expect(onError.called).to.equal(false)
    await clock.tickAsync(30 * 60_000)
    expect(onError.args).to.have.length(1)
    expect(onError.firstCall.args[0].message).to.match(/^2 attempts have taken more than 60 s: .+ timeout$/)
  })

  it('gives a message up when it is too old, goes on, and ignores what comes of it later', async () => {
    const { add, transport, outcomes, outbox } = setUpDispatcher({ maxConcurrency: 1 })
    const finish: (() => void)[] = []
    transport.send = () => new Promise((resolve) => finish.push(resolve))
    add(envelopeOf('1'))
    await clock.tickAsync(HOUR_MS - 1_000)
    add(envelopeOf('2'))
    await clock.tickAsync(20_000)
    expect(outcomes).to.deep.equal([{ kind: 'dropped', reason: 'expired' }])
    expect(finish).to.have.length(2)
    finish[0]?.()
    await clock.tickAsync(1)
    expect([outcomes.length, outbox.size]).to.deep.equal([1, 1])
    finish[1]?.()
    await clock.tickAsync(1)
    expect([outcomes[1], outbox.size]).to.deep.equal([{ kind: 'delivered' }, 0])
  })

  it('aborts the attempt that it gives up, and no other one', async () => {
    const { add, transport, dispatcher } = setUpDispatcher()
    const signals: AbortSignal[] = []
    transport.send = (_envelope, { signal }) => new Promise(() => signals.push(signal))
    add(envelopeOf('1', 'ann'))
    await clock.tickAsync(HOUR_MS - 1_000)
    add(envelopeOf('2', 'bob'))
    await clock.tickAsync(20_000)
    add(envelopeOf('3', 'cat'))
    await clock.tickAsync(1)
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, false, false])
    const stopped = dispatcher.stop()
    await clock.tickAsync(1)
    await stopped
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, true, true])
  })

  it('aborts so an attempt whose envelope has a signal of its own', async () => {
    const { add, transport, outbox } = setUpDispatcher()
    const signals: AbortSignal[] = []
    transport.send = (_envelope, { signal }) => new Promise(() => signals.push(signal))
    const own = new AbortController()
    Object.assign(outbox, { signalOf: () => own.signal })
    add(envelopeOf('1', 'ann'))
    await clock.tickAsync(HOUR_MS + 20_000)
    add(envelopeOf('2', 'bob'))
    await clock.tickAsync(1)
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, false])
    own.abort()
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, true])
  })

  it('says nothing of attempts that end in time', async () => {
    const { add, onError, transport } = setUpDispatcher()
    transport.send = () => new Promise((resolve) => setTimeout(resolve, 50_000))
    for (let count = 0; count < 10; count++) {
      add(envelopeOf('x'))
      await clock.tickAsync(50_001)
    }
    expect(onError.called).to.equal(false)
  })
})
