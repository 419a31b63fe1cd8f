import { expect } from 'chai'
import sinon from 'sinon'
import { OutOfTimeError, withinTime } from '../../src/internal/within-time'

const never = new Promise<never>(() => {})
const outcome = (work: Promise<unknown>) => work.catch((error: unknown) => error)

describe('withinTime', () => {
  let clock: sinon.SinonFakeTimers

  beforeEach(() => {
    clock = sinon.useFakeTimers()
  })

  afterEach(() => clock.restore())

  it('is what the work comes to', async () => {
    expect(await withinTime(Promise.resolve('done'), { timeoutMs: 10 })).to.equal('done')
    const failure = new Error('failed')
    expect(await outcome(withinTime(Promise.reject(failure), { timeoutMs: 10 }))).to.equal(failure)
    expect(clock.countTimers()).to.equal(0)
  })

  it('rejects when the time is over, not before', async () => {
    let settled = false
    const waiting = outcome(withinTime(never, { timeoutMs: 10 })).finally(() => {
      settled = true
    })
    await clock.tickAsync(9)
    expect(settled).to.equal(false)
    await clock.tickAsync(1)
    expect(await waiting).to.be.instanceOf(OutOfTimeError)
  })

  it('rejects when the signal fires', async () => {
    const controller = new AbortController()
    const waiting = outcome(withinTime(never, { timeoutMs: 10, signal: controller.signal }))
    controller.abort()
    expect(await waiting)
      .to.be.an('error')
      .and.not.instanceOf(OutOfTimeError)
    expect(clock.countTimers()).to.equal(0)
  })
})
