import { expect } from 'chai'
import sinon from 'sinon'
import type { InboxTurn } from '../../../src/twitter/inbox/inbox'
import { RunningTurns } from '../../../src/twitter/turns/running-turns'

describe('RunningTurns', () => {
  let clock: sinon.SinonFakeTimers
  let running: RunningTurns
  let expired: string[]

  beforeEach(() => {
    clock = sinon.useFakeTimers()
    expired = []
    running = new RunningTurns(1_000, (one) => {
      expired.push(one.turn.key)
      running.delete(one)
    })
  })
  afterEach(() => clock.restore())

  const turn = (key: string): InboxTurn => ({
    ...{ key, lane: key, receivedAt: 0, version: 1, event: {} },
    ...{ attempt: 1, failures: 0 },
  })

  it('lets each turn expire after its own time', () => {
    running.add(turn('a'))
    clock.tick(600)
    running.add(turn('b'))
    clock.tick(400)
    expect(expired).to.deep.equal(['a'])
    clock.tick(599)
    expect(expired).to.deep.equal(['a'])
    clock.tick(1)
    expect(expired).to.deep.equal(['a', 'b'])
    expect(running.size).to.equal(0)
  })

  it('lets no turn expire that ended before', () => {
    const ended = running.add(turn('a'))
    clock.tick(999)
    running.add(turn('b'))
    expect(running.delete(ended)).to.equal(true)
    expect(running.delete(ended)).to.equal(false)
    clock.tick(500)
    expect(expired).to.deep.equal([])
  })

  it('has one timer, however many run', () => {
    for (let index = 0; index < 100; index += 1) {
      const one = running.add(turn(`${index}`))
      if (index % 2 === 0) running.delete(one)
    }
    expect(clock.countTimers()).to.equal(1)
    clock.tick(1_000)
    expect(expired).to.have.length(50)
    expect(clock.countTimers()).to.equal(0)
  })
})
