import { expect } from 'chai'
import { fullJitter } from '../../src/delivery/backoff'

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
