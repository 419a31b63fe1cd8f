import { expect } from 'chai'
import { shardNames, shardOf } from '../../src/bullmq/shards'

describe('shardOf', () => {
  it('is the hash that every version must agree on', () => {
    // FNV-1a of '', 'a' and 'foobar' as its authors publish them.
    expect(shardOf('', 256)).to.equal(0x811c9dc5 % 256)
    expect(shardOf('a', 256)).to.equal(0xe40c292c % 256)
    expect(shardOf('foobar', 256)).to.equal(0xbf9cf968 % 256)
    expect(shardOf('grüße 🐦', 8)).to.equal(shardOf('grüße 🐦', 8))
  })

  it('stays within the shards', () => {
    for (const shards of [1, 2, 7, 256]) {
      for (let user = 0; user < 200; user += 1) expect(shardOf(`${user}`, shards)).to.be.within(0, shards - 1)
    }
  })

  it('spreads ids that are numbers evenly', () => {
    const counts = new Array<number>(8).fill(0)
    for (let user = 0; user < 8_000; user += 1) {
      const shard = shardOf(`${1_234_858_592 + user}`, 8)
      counts[shard] = (counts[shard] ?? 0) + 1
    }
    for (const count of counts) expect(count).to.be.within(800, 1_200)
  })
})

describe('shardNames', () => {
  it('numbers the queues', () => {
    expect(shardNames('dashbot', 3)).to.deep.equal(['dashbot-0', 'dashbot-1', 'dashbot-2'])
  })
})
