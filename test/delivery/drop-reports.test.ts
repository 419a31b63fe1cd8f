import { AsyncLocalStorage } from 'node:async_hooks'
import { expect } from 'chai'
import sinon from 'sinon'
import { DropReports } from '../../src/delivery/drop-reports'
import { envelopeOf } from '../support/envelopes'

describe('DropReports', () => {
  let clock: sinon.SinonFakeTimers
  beforeEach(() => {
    clock = sinon.useFakeTimers()
  })
  afterEach(() => clock.restore())

  it('reports the first drops of a reason at once, together, and outside the call', () => {
    const onDrop = sinon.spy()
    const reports = new DropReports(onDrop)
    const sample = envelopeOf('1')
    reports.add('queue_full', 1, sample)
    reports.add('queue_full', 1, envelopeOf('2'))
    expect(onDrop.called).to.equal(false)
    clock.tick(1)
    expect(onDrop.args).to.deep.equal([[{ reason: 'queue_full', count: 2, sample }]])
  })

  it('reports outside of the turn that the payload was dropped in', async () => {
    // Timers that are not real know no asynchronous context.
    clock.restore()
    const turn = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    const reports = new DropReports(() => seen.push(turn.getStore()))
    turn.run('a turn', () => reports.add('queue_full', 1))
    await new Promise(setImmediate)
    expect(seen).to.deep.equal([undefined])
  })

  it('sums up the following drops once a minute, for each reason', () => {
    const onDrop = sinon.spy()
    const reports = new DropReports(onDrop)
    reports.add('queue_full', 1)
    clock.tick(1)
    for (let second = 0; second < 150; second += 1) {
      reports.add('queue_full', 1)
      clock.tick(1_000)
    }
    expect(onDrop.args.flat()).to.deep.equal([
      { reason: 'queue_full', count: 1 },
      { reason: 'queue_full', count: 60 },
      { reason: 'queue_full', count: 60 },
    ])
  })

  it('reports at once again after a minute without drops', () => {
    const onDrop = sinon.spy()
    const reports = new DropReports(onDrop)
    reports.add('expired', 1)
    clock.tick(61_000)
    reports.add('expired', 3)
    clock.tick(1)
    expect(onDrop.args.flat().map(({ count }) => count)).to.deep.equal([1, 3])
  })

  it('reports what is left when asked, and nothing twice', () => {
    const onDrop = sinon.spy()
    const reports = new DropReports(onDrop)
    reports.add('closed', 1)
    reports.flush()
    reports.flush()
    clock.tick(120_000)
    expect(onDrop.args.flat()).to.deep.equal([{ reason: 'closed', count: 1 }])
  })
})
