import { expect } from 'chai'
import { shareOf } from '../../../src/bullmq/relay/membership'

describe('shareOf', () => {
  it('gives one relay everything', () => {
    expect([...shareOf('a', ['a'], 4)]).to.deep.equal([0, 1, 2, 3])
  })

  for (const [relays, shards] of [
    [['c', 'a', 'b'], 8],
    [['a', 'b', 'c', 'd', 'e'], 3],
    [['b', 'a'], 1],
  ] as const) {
    it(`deals ${shards} shards to ${relays.length} relays, each to one, as evenly as can be`, () => {
      const shares = relays.map((id) => shareOf(id, relays, shards))
      const dealt = shares.flatMap((share) => [...share])
      expect(dealt.toSorted((a, b) => a - b)).to.deep.equal(Array.from({ length: shards }, (_, i) => i))
      const sizes = shares.map(({ size }) => size)
      expect(Math.max(...sizes) - Math.min(...sizes)).to.be.at.most(1)
    })
  }

  it('does not depend on the order in which Redis lists the relays', () => {
    expect(shareOf('b', ['a', 'b'], 8)).to.deep.equal(shareOf('b', ['b', 'a'], 8))
  })

  it('gives nothing to a relay that the others have forgotten', () => {
    expect(shareOf('x', ['a', 'b'], 8).size).to.equal(0)
  })
})
