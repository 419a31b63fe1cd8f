import { expect } from 'chai'
import { Redis } from 'ioredis'
import { loadRedisPeer } from '../../../src/redis/connection/peers'
import { FleetInspection } from '../../../src/redis/fleet-inspection'
import { toFields, toRecord } from '../../../src/redis/partitions/entry'
import { partitionOf } from '../../../src/redis/partitions/fleet'
import { needsRedis, RedisServer } from '../../support/redis-server'

const DIED_AT = Date.UTC(2026, 10, 24, 8)
const users = ['ann', 'bob', 'cem', 'dan', 'eve', 'fay', 'gus', 'hal']

describe('dead letters of a fleet', () => {
  let server: RedisServer
  let redis: Redis

  before(async function () {
    needsRedis(this)
    server = await RedisServer.start()
    redis = new Redis(server.url)
  })

  beforeEach(async () => {
    await redis.flushall()
    await redis.set('{test}:partitions', 8)
  })

  after(async () => {
    redis?.disconnect()
    await server?.remove()
  })

  const inspect = <Result>(work: (inspection: FleetInspection) => Promise<Result>): Promise<Result> =>
    FleetInspection.run(loadRedisPeer(), { connection: server.url, name: 'test' }, work)

  /** Puts a letter where a relay of 8 partitions puts it: the first of its millisecond has the number 0. */
  async function bury(conversation: string, text: string, number = 0): Promise<void> {
    const body = JSON.stringify({ text })
    const fields = toFields({ id: text, conversation, kind: 'incoming', at: DIED_AT - 1, body })
    const key = `{test:${partitionOf(conversation, 8)}}:dead`
    await redis.xadd(key, `${DIED_AT}-${number}`, ...fields, 'r', 'expired')
  }

  async function waiting(partition: number): Promise<readonly (string | undefined)[]> {
    const entries = await redis.xrange(`{test:${partition}}:messages`, '-', '+')
    return entries.map(([, fields]) => toRecord(fields).i)
  }

  it('wait in the order in which they died, also those of one millisecond', async () => {
    const texts = ['1', '2', '3', '4']
    for (const [number, text] of texts.entries()) await bury('ann', text, number)
    const shown = await inspect((inspection) => inspection.dead({}, 10))
    expect(shown.map(({ id }) => id)).to.deep.equal(['4', '3', '2', '1'])
    expect(await inspect((inspection) => inspection.requeue({}))).to.equal(4)
    expect(await waiting(partitionOf('ann', 8))).to.deep.equal(texts)
  })

  it('are put back in a Redis that is full', async () => {
    await bury('ann', 'one')
    await redis.config('SET', 'maxmemory', 1)
    try {
      expect(await inspect((inspection) => inspection.requeue({}))).to.equal(1)
    } finally {
      await redis.config('SET', 'maxmemory', 0)
    }
    expect(await waiting(partitionOf('ann', 8))).to.deep.equal(['one'])
    expect(await redis.xlen(`{test:${partitionOf('ann', 8)}}:dead`)).to.equal(0)
  })

  it('stay where the key of what waits is another application’s', async () => {
    await bury('ann', 'one')
    await redis.set(`{test:${partitionOf('ann', 8)}}:messages`, 'foreign')
    const failure = await inspect((inspection) => inspection.requeue({})).catch(
      (error: Error) => error.message,
    )
    expect(failure).to.match(/WRONGTYPE/)
    expect(await redis.xlen(`{test:${partitionOf('ann', 8)}}:dead`)).to.equal(1)
  })

  for (const to of [2, 64]) {
    it(`move with their conversations to ${to} partitions, and keep their time`, async () => {
      for (const [number, user] of users.entries()) await bury(user, `of ${user}`, number)
      await inspect((inspection) => inspection.migrate(to, () => {}))
      const dead = await inspect((inspection) => inspection.dead({}, 20))
      expect(dead.map(({ conversation }) => conversation)).to.have.members(users)
      for (const { conversation, partition, diedAt, reason, isWhole } of dead) {
        const expected = { partition: partitionOf(conversation, to), diedAt: DIED_AT, reason: 'expired' }
        expect({ partition, diedAt, reason }).to.deep.equal(expected)
        expect(isWhole).to.equal(true)
      }
      expect(await inspect((inspection) => inspection.requeue({}))).to.equal(users.length)
      for (const user of users) expect(await waiting(partitionOf(user, to))).to.include(`of ${user}`)
    })
  }
})
