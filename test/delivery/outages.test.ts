import { expect } from 'chai'
import sinon from 'sinon'
import { setUpDispatcher } from '../support/dispatcher-setup'
import { envelopeOf, textsOf } from '../support/envelopes'
import { refusedForNow } from '../support/scripted-transport'

describe('Dispatcher in an outage', () => {
  let clock: sinon.SinonFakeTimers
  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  })
  afterEach(() => clock.restore())

  it('holds up no other conversation for one that fails again and again', async () => {
    const { add, transport } = setUpDispatcher({
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
      const { add, transport } = setUpDispatcher({ answer: () => refusedForNow() })
      add(...Array.from({ length: 10_000 }, (_, index) => envelopeOf('x', `user ${index % conversations}`)))
      await clock.tickAsync(20_000)
      expect(transport.attempts.length).to.be.within(4, 20)
      transport.answer = () => 'accept'
      await clock.tickAsync(60_000)
      expect(transport.accepted).to.have.length(10_000)
    })
  }

  it('starts with one request after an outage, and ramps up', async () => {
    const { add, transport } = setUpDispatcher({ answer: () => refusedForNow() })
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
    const { add, transport } = setUpDispatcher({
      answer: (_, index) => (index < 8 ? refusedForNow(30_000) : 'accept'),
    })
    add(...Array.from({ length: 20 }, (_, index) => envelopeOf('x', `user ${index}`)))
    await clock.tickAsync(29_999)
    expect(transport.attempts).to.have.length(8)
    await clock.tickAsync(2)
    expect(transport.accepted).to.have.length(20)
  })

  it('measures its waits by the monotonic clock', async () => {
    const { add, transport } = setUpDispatcher({
      answer: (_, index) => (index === 0 ? refusedForNow(30_000) : 'accept'),
    })
    add(envelopeOf('1'))
    await clock.tickAsync(1)
    clock.setSystemTime(Date.UTC(2025, 0, 1))
    await clock.tickAsync(30_000)
    expect(transport.accepted).to.have.length(1)
  })

  it('probes at once on request, though it chose to wait', async () => {
    const { add, transport, dispatcher } = setUpDispatcher({ answer: () => refusedForNow() })
    add(...Array.from({ length: 50 }, (_, index) => envelopeOf('x', `user ${index}`)))
    await clock.tickAsync(20_000)
    transport.answer = () => 'accept'
    dispatcher.probe()
    await clock.tickAsync(0)
    expect(transport.accepted.length).to.be.above(40)
  })

  it('pauses where another process was asked to', async () => {
    const { add, transport, dispatcher } = setUpDispatcher()
    dispatcher.holdOff(5_000)
    add(envelopeOf('1'))
    await clock.tickAsync(4_999)
    expect(transport.attempts).to.have.length(0)
    await clock.tickAsync(2)
    expect(transport.accepted).to.have.length(1)
  })
})
