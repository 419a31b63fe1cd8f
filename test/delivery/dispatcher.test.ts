import { expect } from 'chai'
import sinon from 'sinon'
import { Dispatcher } from '../../src/delivery/dispatcher'
import { MemoryOutbox } from '../../src/delivery/memory-outbox'
import type { Outcome } from '../../src/delivery/outbox'
import { TransportError } from '../../src/errors'
import type { Envelope } from '../../src/wire/envelope'
import { envelopeOf, textsOf } from '../support/envelopes'
import { type Answer, refusedForGood, refusedForNow, ScriptedTransport } from '../support/scripted-transport'

const HOUR_MS = 3_600_000

interface Setup {
  readonly maxConcurrency?: number
  readonly answer?: (envelope: Envelope, index: number) => Answer
}

/** Every wait is as long as it may be. */
function setUp({ maxConcurrency = 8, answer }: Setup = {}) {
  const outbox = new MemoryOutbox({ maxMessages: 100_000, maxBytes: 100_000_000 })
  const transport = new ScriptedTransport(answer)
  const outcomes: Outcome[] = []
  const onError = sinon.spy()
  const dispatcher = new Dispatcher({
    source: outbox,
    transport,
    maxConcurrency,
    maxAgeMs: HOUR_MS,
    onError,
    onOutcome: (_envelope, outcome) => outcomes.push(outcome),
    random: () => 1,
  })
  outbox.open({
    onError,
    onDrop: () => {},
    onRestored: () => {},
    onReady: () => dispatcher.wake(),
  })
  const add = (...envelopes: readonly Envelope[]): void => {
    for (const envelope of envelopes) outbox.add(envelope)
    dispatcher.wake()
  }
  return { outbox, transport, dispatcher, outcomes, onError, add }
}

describe('Dispatcher', () => {
  let clock: sinon.SinonFakeTimers
  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  })
  afterEach(() => clock.restore())

  it('sends nothing in the call that wakes it', async () => {
    const { add, transport } = setUp()
    add(envelopeOf('1'))
    expect(transport.attempts).to.have.length(0)
    await clock.tickAsync(1)
    expect(textsOf(transport.accepted)).to.deep.equal(['1'])
  })

  it('has no more in flight than it may', async () => {
    const { add, transport } = setUp({ maxConcurrency: 3, answer: () => 'hang' })
    add(...Array.from({ length: 10 }, (_, index) => envelopeOf('x', `user ${index}`)))
    await clock.tickAsync(1_000)
    expect(transport.attempts).to.have.length(3)
  })

  it('tries a conversation again after its backoff, before what came later in it', async () => {
    const { add, transport } = setUp({ answer: (_, index) => (index < 2 ? refusedForNow() : 'accept') })
    add(envelopeOf('1'), envelopeOf('2'))
    await clock.tickAsync(999)
    expect(textsOf(transport.attempts)).to.deep.equal(['1'])
    await clock.tickAsync(2)
    expect(textsOf(transport.attempts)).to.deep.equal(['1', '1'])
    await clock.tickAsync(2_010)
    expect(textsOf(transport.accepted)).to.deep.equal(['1', '2'])
  })

  for (const cause of [
    new Error('boom'),
    new SyntaxError('Unexpected token <'),
    new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }),
  ]) {
    it(`tries again after a ${cause.name} that is no TransportError, and reports it wrapped`, async () => {
      const { add, transport, onError } = setUp({ answer: (_, index) => (index < 2 ? cause : 'accept') })
      add(envelopeOf('1'), envelopeOf('2'))
      await clock.tickAsync(4_000)
      expect(textsOf(transport.accepted)).to.deep.equal(['1', '2'])
      expect(onError.args).to.have.length(1)
      expect(onError.firstCall.args[0])
        .to.be.instanceOf(TransportError)
        .and.include({ cause, retryable: true })
      expect(onError.firstCall.args[0].message).to.include(cause.name).and.not.include(cause.message)
    })
  }

  for (const fault of [
    new ReferenceError('x is not defined'),
    new RangeError('Invalid string length'),
    new TypeError("Cannot read properties of undefined (reading 'text')"),
  ]) {
    it(`refuses at once a message that a ${fault.name} keeps from being sent`, async () => {
      const { add, transport, outcomes, onError } = setUp({
        answer: (_, index) => (index === 0 ? fault : 'accept'),
      })
      add(envelopeOf('1'), envelopeOf('2'))
      await clock.tickAsync(1)
      expect(textsOf(transport.accepted)).to.deep.equal(['2'])
      expect(outcomes[0]).to.include({ kind: 'dropped', reason: 'rejected' })
      expect(onError.firstCall.args[0]).to.include({ retryable: false, cause: fault })
    })
  }

  it('gives up a message that its transport can never send when it is too old, and goes on', async () => {
    const { add, transport, outcomes } = setUp({
      answer: ({ json }) => (json.includes('bad') ? new Error('no such field') : 'accept'),
    })
    add(envelopeOf('bad'))
    await clock.tickAsync(HOUR_MS)
    add(envelopeOf('2'))
    await clock.tickAsync(5_000)
    expect(outcomes.filter(({ kind }) => kind === 'dropped')).to.deep.equal([
      { kind: 'dropped', reason: 'expired' },
    ])
    expect(textsOf(transport.accepted)).to.deep.equal(['2'])
  })

  it('survives a transport that throws instead of rejecting', async () => {
    const { add, transport } = setUp()
    let isFirst = true
    const send = transport.send.bind(transport)
    transport.send = (envelope, options) => {
      if (!isFirst) return send(envelope, options)
      isFirst = false
      throw new Error('thrown')
    }
    add(envelopeOf('1'))
    await clock.tickAsync(2_000)
    expect(textsOf(transport.accepted)).to.deep.equal(['1'])
  })

  it('drops what is refused for good, reports it, and goes on with the conversation', async () => {
    const { add, transport, outcomes, onError } = setUp({
      answer: (_, index) => (index === 0 ? refusedForGood() : 'accept'),
    })
    add(envelopeOf('1'), envelopeOf('2'))
    await clock.tickAsync(1)
    expect(textsOf(transport.accepted)).to.deep.equal(['2'])
    expect(outcomes).to.deep.equal([
      { kind: 'dropped', reason: 'rejected', status: 400 },
      { kind: 'delivered' },
    ])
    expect(onError.firstCall.args[0]).to.have.property('status', 400)
  })

  it('reports failures that are retried once a minute', async () => {
    const { add, onError } = setUp({ answer: () => refusedForNow() })
    add(envelopeOf('1'))
    await clock.tickAsync(59_000)
    expect(onError.callCount).to.equal(1)
    await clock.tickAsync(60_000)
    expect(onError.callCount).to.equal(2)
  })

  describe('with a transport whose send never settles', () => {
    it('reports attempts once that take longer than 60 s, together', async () => {
      const { add, onError } = setUp({ maxConcurrency: 2, answer: () => 'hang' })
      add(envelopeOf('1', 'ann'), envelopeOf('2', 'bob'))
      await clock.tickAsync(60_000)
      expect(onError.called).to.equal(false)
      await clock.tickAsync(30 * 60_000)
      expect(onError.args).to.have.length(1)
      expect(onError.firstCall.args[0].message).to.match(/^2 attempts have taken more than 60 s: .+ timeout$/)
    })

    it('gives a message up when it is too old, goes on, and ignores what comes of it later', async () => {
      const { add, transport, outcomes, outbox } = setUp({ maxConcurrency: 1 })
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
      const { add, transport, dispatcher } = setUp()
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
      const { add, transport, outbox } = setUp()
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
      const { add, onError, transport } = setUp()
      transport.send = () => new Promise((resolve) => setTimeout(resolve, 50_000))
      for (let count = 0; count < 10; count++) {
        add(envelopeOf('x'))
        await clock.tickAsync(50_001)
      }
      expect(onError.called).to.equal(false)
    })
  })

  it('drops what is too old, by the wall clock', async () => {
    const { add, transport, outcomes } = setUp()
    const now = Date.now()
    add(envelopeOf('old', 'ann', { capturedAt: now - HOUR_MS - 1 }))
    add(envelopeOf('just not', 'bob', { capturedAt: now - HOUR_MS + 1 }))
    await clock.tickAsync(1)
    expect(textsOf(transport.accepted)).to.deep.equal(['just not'])
    expect(outcomes[0]).to.deep.equal({ kind: 'dropped', reason: 'expired' })
  })

  it('gives way to the bot while it throws out thousands that are too old', async () => {
    const { add, outbox, outcomes } = setUp()
    add(...Array.from({ length: 1_000 }, () => envelopeOf('old', 'ann', { capturedAt: 0 })))
    clock.next()
    expect(outcomes).to.have.length(100)
    await clock.tickAsync(100)
    expect(outbox.size).to.equal(0)
  })

  it('holds up no other conversation for one that fails again and again', async () => {
    const { add, transport } = setUp({
      answer: ({ conversation }) => (conversation === 'ann' ? refusedForNow() : 'accept'),
    })
    add(envelopeOf('a', 'ann'))
    await clock.tickAsync(300_000)
    add(envelopeOf('b', 'bob'))
    await clock.tickAsync(1)
    expect(textsOf(transport.accepted)).to.deep.equal(['b'])
  })

  for (const conversations of [1, 2, 3, 4, 5, 8, 50, 10_000]) {
    it(`spends at most 20 requests on 20 s of outage with ${conversations} conversations`, async () => {
      const { add, transport } = setUp({ answer: () => refusedForNow() })
      add(...Array.from({ length: 10_000 }, (_, index) => envelopeOf('x', `user ${index % conversations}`)))
      await clock.tickAsync(20_000)
      expect(transport.attempts.length).to.be.within(4, 20)
      transport.answer = () => 'accept'
      await clock.tickAsync(60_000)
      expect(transport.accepted).to.have.length(10_000)
    })
  }

  it('starts with one request after an outage, and ramps up', async () => {
    const { add, transport } = setUp({ answer: () => refusedForNow() })
    add(...Array.from({ length: 100 }, (_, index) => envelopeOf('x', `user ${index}`)))
    await clock.tickAsync(10_000)
    const inFlight: number[] = []
    transport.answer = () => {
      inFlight.push(transport.inFlight)
      return 'accept'
    }
    await clock.tickAsync(60_000)
    expect(transport.accepted).to.have.length(100)
    expect(inFlight.slice(0, 3)).to.deep.equal([1, 1, 2])
    expect(Math.max(...inFlight)).to.equal(8)
  })

  it('leaves the receiver alone for as long as it asks, all conversations alike', async () => {
    const { add, transport } = setUp({ answer: (_, index) => (index < 8 ? refusedForNow(30_000) : 'accept') })
    add(...Array.from({ length: 20 }, (_, index) => envelopeOf('x', `user ${index}`)))
    await clock.tickAsync(29_999)
    expect(transport.attempts).to.have.length(8)
    await clock.tickAsync(2)
    expect(transport.accepted).to.have.length(20)
  })

  it('measures its waits by the monotonic clock', async () => {
    const { add, transport } = setUp({
      answer: (_, index) => (index === 0 ? refusedForNow(30_000) : 'accept'),
    })
    add(envelopeOf('1'))
    await clock.tickAsync(1)
    clock.setSystemTime(Date.UTC(2025, 0, 1))
    await clock.tickAsync(30_000)
    expect(transport.accepted).to.have.length(1)
  })

  it('probes at once on request, though it chose to wait', async () => {
    const { add, transport, dispatcher } = setUp({ answer: () => refusedForNow() })
    add(...Array.from({ length: 50 }, (_, index) => envelopeOf('x', `user ${index}`)))
    await clock.tickAsync(20_000)
    transport.answer = () => 'accept'
    dispatcher.probe()
    await clock.tickAsync(0)
    expect(transport.accepted.length).to.be.above(40)
  })

  it('pauses where another process was asked to', async () => {
    const { add, transport, dispatcher } = setUp()
    dispatcher.holdOff(5_000)
    add(envelopeOf('1'))
    await clock.tickAsync(4_999)
    expect(transport.attempts).to.have.length(0)
    await clock.tickAsync(2)
    expect(transport.accepted).to.have.length(1)
  })

  it('finishes what is in flight, and sends no more', async () => {
    const { add, transport, dispatcher, outbox } = setUp({ maxConcurrency: 1 })
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
      const { add, transport, outbox, outcomes, onError } = setUp({ answer: () => 'hang' })
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
      const { add, transport, outbox, dispatcher } = setUp({ answer: () => 'hang' })
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
    const { add, transport, dispatcher, outbox, outcomes } = setUp({ answer: () => 'hang' })
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
    const { add, transport, dispatcher, outcomes } = setUp()
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
    const { outbox, transport, dispatcher, onError } = setUp()
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
    const { outbox, transport, dispatcher, onError } = setUp()
    sinon.stub(outbox, 'settle').throws(new Error('disk'))
    outbox.add(envelopeOf('1'))
    dispatcher.pump()
    await clock.tickAsync(1)
    expect(transport.accepted).to.have.length(1)
    expect(onError.firstCall.args[0]).to.have.property('code', 'ERR_DASHBOT_OUTBOX')
  })
})
