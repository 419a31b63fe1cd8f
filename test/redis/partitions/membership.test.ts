import { expect } from 'chai'
import { placeOf } from '../../../src/redis/partitions/membership'

describe('placeOf', () => {
  it('gives one member everything', () => {
    expect(placeOf('a', ['a'], 4)).to.deep.equal({ share: 4, firstChoice: 0 })
  })

  for (const [members, partitions] of [
    [['c', 'a', 'b'], 8],
    [['a', 'b', 'c', 'd', 'e'], 3],
    [['b', 'a'], 1],
    [['b', 'a', 'c'], 64],
  ] as const) {
    it(`shares ${partitions} partitions out to ${members.length} members, as evenly as can be`, () => {
      const shares = members.map((id) => placeOf(id, members, partitions).share)
      expect(shares.reduce((sum, share) => sum + share, 0)).to.equal(partitions)
      expect(Math.max(...shares) - Math.min(...shares)).to.be.at.most(1)
    })
  }

  it('does not depend on the order in which Redis lists the members', () => {
    expect(placeOf('b', ['a', 'b'], 9)).to.deep.equal(placeOf('b', ['b', 'a'], 9))
  })

  it('has members begin to look at different places', () => {
    const members = ['a', 'b', 'c', 'd']
    expect(members.map((id) => placeOf(id, members, 64).firstChoice)).to.deep.equal([0, 16, 32, 48])
  })
})
