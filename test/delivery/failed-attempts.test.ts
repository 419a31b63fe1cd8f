import { expect } from 'chai'
import sinon from 'sinon'
import { TransportError } from '../../src/errors'
import { HOUR_MS, setUpDispatcher } from '../support/dispatcher-setup'
import { envelopeOf, textsOf } from '../support/envelopes'
import { refusedForGood, refusedForNow } from '../support/scripted-transport'

describe('Dispatcher where an attempt fails', () => {
  let clock: sinon.SinonFakeTimers
  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  })
  afterEach(() => clock.restore())

  it('tries a conversation again after its backoff, before what came later in it', async () => {
    const { add, transport } = setUpDispatcher({
      answer: (_, index) => (index < 2 ? refusedForNow() : 'accept'),
    })
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
      const { add, transport, onError } = setUpDispatcher({
        answer: (_, index) => (index < 2 ? cause : 'accept'),
      })
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
      const { add, transport, outcomes, onError } = setUpDispatcher({
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
    const { add, transport, outcomes } = setUpDispatcher({
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
    const { add, transport } = setUpDispatcher()
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
    const { add, transport, outcomes, onError } = setUpDispatcher({
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
    const { add, onError } = setUpDispatcher({ answer: () => refusedForNow() })
    add(envelopeOf('1'))
    await clock.tickAsync(59_000)
    expect(onError.callCount).to.equal(1)
    await clock.tickAsync(60_000)
    expect(onError.callCount).to.equal(2)
  })
})
