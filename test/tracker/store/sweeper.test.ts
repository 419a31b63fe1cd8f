import { setImmediate, setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import sinon from 'sinon'
import { Sweeper } from '../../../src/tracker/store/sweeper'

describe('Sweeper', () => {
  let clock: sinon.SinonFakeTimers
  let steps: number
  let pending: number
  let fault: Error | undefined
  let reported: unknown[]
  let sweeper: Sweeper

  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    steps = 0
    pending = 0
    fault = undefined
    reported = []
    const step = () => {
      steps++
      if (fault !== undefined) throw fault
      return --pending > 0
    }
    sweeper = new Sweeper({ step }, (error) => reported.push(error))
  })

  afterEach(() => {
    sweeper.stop()
    clock.restore()
  })

  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await setTimeout(1)
  }

  it('sweeps at once, then every minute, for as many steps as it takes', async () => {
    await settle()
    expect(steps).to.equal(1)
    pending = 3
    clock.tick(60_000)
    await settle()
    expect(steps).to.equal(4)
  })

  it('does not begin again while it sweeps', async () => {
    pending = 5
    clock.tick(60_000)
    clock.tick(60_000)
    await settle()
    expect(steps).to.equal(5)
  })

  it('takes no step once it is stopped', async () => {
    pending = 100
    await setImmediate()
    sweeper.stop()
    const before = steps
    await settle()
    clock.tick(600_000)
    await settle()
    expect(steps).to.equal(before)
  })

  it('leaves a file that another process holds for later', async () => {
    fault = new Error('database is locked')
    await settle()
    fault = undefined
    clock.tick(60_000)
    await settle()
    expect(steps).to.equal(2)
    expect(reported).to.have.length(0)
  })

  it('reports what else goes wrong, and tries again', async () => {
    fault = new Error('disk I/O error')
    await settle()
    expect(reported).to.deep.equal([fault])
    clock.tick(60_000)
    await settle()
    expect(steps).to.equal(2)
  })
})
