import { expect } from 'chai'
import sinon from 'sinon'
import { Checkpoints } from '../../../src/tracker/store/checkpoints'

const MIB = 1024 * 1024

describe('Checkpoints', () => {
  let clock: sinon.SinonFakeTimers
  let store: { transactions: number; logBytes: number; detachment: 'replaced' | undefined }
  let asked: number
  let checkpoints: Checkpoints

  beforeEach(() => {
    clock = sinon.useFakeTimers()
    store = { transactions: 7, logBytes: 4 * MIB, detachment: undefined }
    asked = 0
    checkpoints = new Checkpoints(store, () => asked++)
  })

  afterEach(() => {
    checkpoints.stop()
    clock.restore()
  })

  it('are asked for while more is written, five times a second at most', () => {
    for (let ms = 0; ms < 1_000; ms += 10) {
      store.transactions++
      clock.tick(10)
    }
    expect(asked).to.equal(5)
  })

  it('are not asked for while nothing is written, or while the log is short', () => {
    clock.tick(1_000)
    store.transactions++
    store.logBytes = MIB
    clock.tick(1_000)
    expect(asked).to.equal(0)
  })

  it('are not asked for while another file is in the place of the database', () => {
    store.detachment = 'replaced'
    store.transactions++
    clock.tick(1_000)
    expect(asked).to.equal(0)
  })

  it('are asked for no more once stopped', () => {
    checkpoints.stop()
    store.transactions++
    clock.tick(1_000)
    expect(asked).to.equal(0)
  })
})
