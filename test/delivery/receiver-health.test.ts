import { expect } from 'chai'
import { fullJitter, ReceiverHealth } from '../../src/delivery/receiver-health'

/** Every pause is as long as it may be. */
const longest = () => 1

/** Each conversation fails once more; returns how long each is to be silent. */
function failFrom(origin: ReceiverHealth, conversations: readonly string[], now = 0): readonly number[] {
  const { round } = origin
  return conversations.map((conversation, index) => {
    const attempt = conversations.slice(0, index).filter((earlier) => earlier === conversation).length
    return origin.failed({ conversation, attempt, round }, now)
  })
}

const fiveConversations = ['ann', 'bob', 'cem', 'dea', 'eve']

describe('ReceiverHealth', () => {
  it('allows the full concurrency at first', () => {
    expect(new ReceiverHealth(8, longest).allowance(0)).to.equal(8)
  })

  it('halves the allowance at each failure, and never to nothing', () => {
    const origin = new ReceiverHealth(8, longest)
    const allowances = [1, 2, 3, 4].map(() => {
      origin.failed({ conversation: 'ann', attempt: 0, round: 0 }, 0)
      return origin.allowance(0)
    })
    expect(allowances).to.deep.equal([4, 2, 1, 1])
  })

  it('grows the allowance by one per success, up to the concurrency', () => {
    const origin = new ReceiverHealth(3, longest)
    failFrom(origin, ['ann', 'ann'])
    const allowances = [1, 2, 3].map(() => {
      origin.succeeded()
      return origin.allowance(0)
    })
    expect(allowances).to.deep.equal([2, 3, 3])
  })

  it('does not pause for one conversation that fails alone, however often', () => {
    const origin = new ReceiverHealth(8, longest)
    const silences = failFrom(origin, Array(9).fill('ann'))
    expect(silences).to.deep.equal([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
    expect(origin.allowance(0)).to.equal(1)
  })

  it('silences a conversation for 4 s at most while others get through', () => {
    const origin = new ReceiverHealth(8, longest)
    const silences = [0, 1, 2, 3, 4, 5].map((attempt) => {
      origin.succeeded()
      return origin.failed({ conversation: 'ann', attempt, round: origin.round }, 0)
    })
    expect(silences).to.deep.equal([1_000, 2_000, 4_000, 4_000, 4_000, 4_000])
  })

  it('pauses after five failures in a row that span conversations, and lets one request probe then', () => {
    const origin = new ReceiverHealth(8, longest)
    expect(failFrom(origin, fiveConversations.slice(0, 4))).to.deep.equal(Array(4).fill(1_000))
    expect(failFrom(origin, ['eve'])).to.deep.equal([0])
    expect(origin.allowance(999)).to.equal(0)
    expect(origin.allowance(1_000)).to.equal(1)
  })

  it('does not pause where a success comes in between', () => {
    const origin = new ReceiverHealth(8, longest)
    failFrom(origin, fiveConversations.slice(0, 4))
    origin.succeeded()
    failFrom(origin, fiveConversations.slice(0, 4))
    expect(origin.allowance(0)).to.equal(1)
  })

  it('doubles the pause with each probe that fails, up to 60 s', () => {
    const origin = new ReceiverHealth(8, longest)
    failFrom(origin, fiveConversations)
    const pauses = [1, 2, 3, 4, 5, 6, 7].map((step) => {
      const now = step * 100_000
      failFrom(origin, ['ann'], now)
      return origin.resumesAt - now
    })
    expect(pauses).to.deep.equal([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
  })

  it('takes no notice of failures of attempts from before the pause', () => {
    const origin = new ReceiverHealth(8, longest)
    failFrom(origin, fiveConversations)
    expect(origin.failed({ conversation: 'flo', attempt: 0, round: 0 }, 500)).to.equal(0)
    expect(origin.resumesAt).to.equal(1_000)
  })

  it('starts with short pauses again after a success', () => {
    const origin = new ReceiverHealth(8, longest)
    failFrom(origin, fiveConversations)
    failFrom(origin, ['ann'], 2_000)
    origin.succeeded()
    expect(origin.allowance(2_000)).to.equal(2)
    failFrom(origin, fiveConversations, 5_000)
    expect(origin.resumesAt).to.equal(6_000)
  })

  it('pauses at once as long as the receiver asks, and at most 300 s', () => {
    const origin = new ReceiverHealth(8, longest)
    origin.failed({ conversation: 'ann', attempt: 0, round: 0, retryAfterMs: 7_000 }, 0)
    expect(origin.resumesAt).to.equal(7_000)
    origin.failed({ conversation: 'ann', attempt: 0, round: origin.round, retryAfterMs: 86_400_000 }, 10_000)
    expect(origin.resumesAt).to.equal(310_000)
  })

  it('keeps a pause that the receiver asked for through successes and probes', () => {
    const origin = new ReceiverHealth(8, longest)
    origin.failed({ conversation: 'ann', attempt: 0, round: 0, retryAfterMs: 7_000 }, 0)
    origin.succeeded()
    origin.probe()
    expect(origin.allowance(6_999)).to.equal(0)
    expect(origin.allowance(7_000)).to.be.above(0)
  })

  it('backs off further than asked where the receiver keeps asking for little', () => {
    const origin = new ReceiverHealth(8, longest)
    for (let now = 0; now < 4_000; now += 1_000) {
      origin.failed({ conversation: 'ann', attempt: 0, round: origin.round, retryAfterMs: 100 }, now)
    }
    expect(origin.resumesAt).to.equal(3_000 + 8_000)
  })

  it('ends its own pause for a probe', () => {
    const origin = new ReceiverHealth(8, longest)
    failFrom(origin, fiveConversations)
    origin.probe()
    expect(origin.allowance(1)).to.equal(1)
  })
})

describe('fullJitter', () => {
  it('doubles its ceiling from 1 s to 60 s', () => {
    const ceilings = [0, 1, 2, 3, 4, 5, 6, 7].map((attempt) => fullJitter(attempt, () => 1))
    expect(ceilings).to.deep.equal([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
  })

  it('spreads over everything below the ceiling', () => {
    expect(fullJitter(2, () => 0)).to.equal(0)
    expect(fullJitter(2, () => 0.25)).to.equal(1_000)
  })

  it('stays at the cap after any number of attempts', () => {
    expect(fullJitter(5_000, () => 1)).to.equal(60_000)
  })
})
