import { expect } from 'chai'
import { ConfigError } from '../../../src/errors'
import { agreedPartitions, fleetKeys, partitionKeys, partitionOf } from '../../../src/redis/partitions/fleet'

describe('partitionOf', () => {
  it('is the hash that every version must agree on', () => {
    // FNV-1a of '', 'a' and 'foobar' as its authors publish them.
    expect(partitionOf('', 256)).to.equal(0x811c9dc5 % 256)
    expect(partitionOf('a', 256)).to.equal(0xe40c292c % 256)
    expect(partitionOf('foobar', 256)).to.equal(0xbf9cf968 % 256)
  })

  it('stays within the partitions', () => {
    for (const partitions of [1, 2, 7, 256]) {
      for (let user = 0; user < 200; user += 1) {
        expect(partitionOf(`grüße 🐦 ${user}`, partitions)).to.be.within(0, partitions - 1)
      }
    }
  })

  it('spreads ids that are numbers evenly', () => {
    const counts = new Array<number>(8).fill(0)
    for (let user = 0; user < 8_000; user += 1) {
      const partition = partitionOf(`${1_234_858_592 + user}`, 8)
      counts[partition] = (counts[partition] ?? 0) + 1
    }
    for (const count of counts) expect(count).to.be.within(800, 1_200)
  })
})

describe('the keys of a fleet', () => {
  it('share one hash tag for each partition, so that a cluster keeps them on one node', () => {
    const { id, moved, ...keys } = partitionKeys('dashbot', 7)
    for (const key of [...Object.values(keys), id('X'), moved('1')]) expect(key).to.match(/^\{dashbot:7\}:/)
    for (const key of Object.values(fleetKeys('dashbot'))) expect(key).to.match(/^\{dashbot\}:/)
  })
})

describe('agreedPartitions', () => {
  it("is the fleet's number where none is given", () => {
    expect(agreedPartitions('dashbot', undefined, '16')).to.equal(16)
    expect(agreedPartitions('dashbot', 16, '16')).to.equal(16)
  })

  it('refuses another number, and names both', () => {
    expect(() => agreedPartitions('bots', 8, '16'))
      .to.throw(ConfigError, /partitions is 8 here, but the fleet bots works with 16/)
      .with.property('option', 'partitions')
  })

  it('is unknown while the fleet is moved', () => {
    expect(() => agreedPartitions('bots', 8, 'moving')).to.throw('is being moved')
  })
})
